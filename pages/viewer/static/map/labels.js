/* Names on the land: of counties from afar and of towns close by, the largest first, and how far away
 * a ring is; none upon another or upon a mark. */
(() => {
  "use strict";

  const { boxesOf, label } = servicekartan;
  const COUNTY_ZOOM = 5;
  const TOWN_ZOOM = 6.5;
  const TALL = 12;
  const OCCUPIED = ".sk-icon, .sk-here, .sk-spot span, .sk-search-here, .leaflet-control";
  const SETTLED_MS = 350;
  /* On a busy device marks come to rest later. */
  const LAST_LOOK_MS = 1400;
  /* What is left free on either side of a name, in pixels. */
  const SPACE = 7;
  /* How far down, in pixels, the name of a county may stand from its middle: the nearest first. */
  const COUNTY_SHIFTS = [0, 28, -28, 52, -52];
  /* The name of a town hangs below its dot, which does not move: so far, in heights of its letters. */
  const TOWN_SHIFT = 0.75;

  /* How names are drawn here: as large as the style sheet says, which on a slide is larger. */
  const lettering = (map, className) => {
    const context = document.createElement("canvas").getContext("2d");
    const probe = label("x", map.getCenter(), className).addTo(map);
    const { fontSize, fontFamily } = getComputedStyle(probe.getElement().firstChild);
    probe.remove();
    context.font = `${fontSize} ${fontFamily}`;
    const size = parseFloat(fontSize);
    const halfOf = (text) => context.measureText(text).width / 2 + SPACE;
    return { size, halfOf, tall: Math.max(TALL, size * 0.9) };
  };

  const town = ({ properties, geometry: { coordinates: [lon, lat] } }) => [
    properties.name,
    L.latLng(lat, lon),
  ];

  const countyNames = (municipalities) => {
    const centres = {};
    municipalities.eachLayer((layer) => {
      (centres[layer.feature.properties.county] ||= []).push(layer.getBounds().getCenter());
    });
    return Object.entries(centres).map(([name, c]) => [name, L.latLngBounds(c).getCenter()]);
  };

  /* Where the marks and the controls are, and the name below the selected mark, no other may stand. */
  const occupied = (map) => {
    const boxes = boxesOf(map, OCCUPIED).map((box) => {
      const [half, tall] = [(box.right - box.left) / 2, (box.bottom - box.top) / 2];
      return { x: box.left + half, y: box.top + tall, half, tall };
    });
    if (!map.sk.view?.selected) return boxes;
    const [lon, lat] = map.sk.view.selected.lonlat;
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    return [...boxes, { x, y: y + 34, half: 58, tall: TALL }];
  };

  /* The name's box, as far down as it takes to be clear of the others; none if nothing is. */
  const clearBox = (map, boxes, { x, y }, { half, tall }, shifts) => {
    if (x < half || x > map.getSize().x - half) return null;
    const meets = (down) => (b) =>
      Math.abs(b.x - x) < b.half + half && Math.abs(b.y - y - down) < b.tall + tall;
    const shift = shifts.find((down) => !boxes.some(meets(down)));
    return shift === undefined ? null : { x, y: y + shift, half, tall };
  };

  /* A ring's points, the northernmost first. */
  const spots = ([, points]) =>
    points.map(([lon, lat]) => L.latLng(lat, lon)).sort((one, other) => other.lat - one.lat);

  const drawDistances = (map, labels, boxes) => {
    for (const ring of map.sk.view?.near?.rings || []) {
      const text = `${ring[0]} km`;
      const size = { half: text.length * 4 + 6, tall: TALL };
      const boxAt = (spot) => {
        const point = map.latLngToContainerPoint(spot);
        const isSeen = point.y > TALL && point.y < map.getSize().y - TALL;
        return isSeen && clearBox(map, boxes, point, size, [0]);
      };
      const spot = spots(ring).find(boxAt);
      if (!spot) continue;
      boxes.push(boxAt(spot));
      label(text, spot, "sk-name sk-km").addTo(labels);
    }
  };

  const addLabels = (map, municipalities, places) => {
    const labels = L.layerGroup().addTo(map);
    const counties = countyNames(municipalities);
    const towns = places.features.map(town);
    let drawnFor = "";
    const draw = () => {
      labels.clearLayers();
      const close = map.getZoom() >= TOWN_ZOOM;
      const names = close ? towns : map.getZoom() >= COUNTY_ZOOM ? counties : [];
      const className = close ? "sk-name sk-town" : "sk-name";
      const { size, halfOf, tall } = lettering(map, className);
      const shifts = close ? [size * TOWN_SHIFT] : COUNTY_SHIFTS;
      const view = map.getBounds();
      const boxes = occupied(map);
      drawnFor = JSON.stringify(boxes);
      drawDistances(map, labels, boxes);
      for (const [text, latlng] of names) {
        if (!view.contains(latlng)) continue;
        const point = map.latLngToContainerPoint(latlng);
        const box = clearBox(map, boxes, point, { half: halfOf(text), tall }, shifts);
        if (!box) continue;
        boxes.push(box);
        const spot = close ? latlng : map.containerPointToLatLng([box.x, box.y]);
        label(text, spot, className).addTo(labels);
      }
    };
    // Marks move on after the map does, when clusters open or close, and tell too early that they
    // have: names are drawn anew until they were drawn for where the marks are.
    let later = 0;
    const lookAgain = (wait) => {
      clearTimeout(later);
      later = setTimeout(() => {
        if (map.sk.isGone) return;
        if (JSON.stringify(occupied(map)) !== drawnFor) draw();
        if (wait < LAST_LOOK_MS) lookAgain(2 * wait);
      }, wait);
    };
    const drawUntilStill = () => {
      draw();
      lookAgain(SETTLED_MS);
    };
    map.on("moveend pointschange", drawUntilStill);
    map.sk.clusters.on("animationend spiderfied unspiderfied", drawUntilStill);
    draw();
  };

  Object.assign(servicekartan, { addLabels });
})();
