/* Where the map is to stand: on what a view is about, with no mark under a control. */
(() => {
  "use strict";

  const SWEDEN = [[55.2, 10.9], [69.1, 24.3]];
  /* Less than this, in metres, gives nothing to find one's way by. */
  const SMALLEST = 60000;
  const HERE = 40000;
  const CLOSEST = 11;
  const MARGIN = 30;
  /* What is tried beyond the least, until no mark is hidden. */
  const MORE = [0, 20, 45];
  /* How far from its middle a mark may reach, in pixels. */
  const MARK = 17;

  const latLngs = (points) => points.map(([lon, lat]) => [lat, lon]);
  const points = (ideas) => ideas.map(([, lon, lat]) => [lon, lat]);

  const atLeast = (bounds, metres) => bounds.extend(bounds.getCenter().toBounds(metres));

  /* What a view is about; nothing for one that is about all of Sweden. */
  const subject = ({ ideas, tiles, selected, near, area }) => {
    if (selected?.stops.length) return L.latLngBounds(latLngs(selected.stops));
    if (near?.rings.length) return L.latLngBounds(latLngs(near.rings.at(-1)[1]));
    if (near?.here) return L.latLng(near.here[1], near.here[0]).toBounds(HERE);
    if (area || tiles?.extent) {
      const [west, south, east, north] = area?.extent || tiles.extent;
      return atLeast(L.latLngBounds([[south, west], [north, east]]), SMALLEST);
    }
    return ideas.length ? atLeast(L.latLngBounds(latLngs(points(ideas))), SMALLEST) : null;
  };

  const boxesOf = (map, selector) => {
    const { left, top } = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(selector)]
      .map((node) => node.getBoundingClientRect())
      .filter(({ width, height }) => width && height)
      .map((box) => ({
        left: box.left - left,
        top: box.top - top,
        right: box.right - left,
        bottom: box.bottom - top,
      }));
  };

  /* Rooms to leave at the left, top, right and bottom, from none to enough for each control. */
  const rooms = (map, controls) => {
    const { x: width, y: height } = map.getSize();
    const atLeft = controls.filter(({ right }) => right < width / 2);
    const atRight = controls.filter(({ left }) => left >= width / 2);
    const left = Math.max(0, ...atLeft.map(({ right }) => right)) + MARGIN / 2;
    const right = width - Math.min(width, ...atRight.map((box) => box.left)) + MARGIN / 2;
    const below = (boxes) => height - Math.min(height, ...boxes.map(({ top }) => top)) + MARGIN / 2;
    const low = below(controls.filter(({ top }) => top > height - 60));
    const tall = below(atRight.filter(({ top }) => top > height / 3));
    const least = [
      [MARGIN, MARGIN, MARGIN, MARGIN],
      [left, MARGIN, MARGIN, low],
      [left, MARGIN, right, low],
      [left, MARGIN, MARGIN, tall],
    ];
    return MORE.flatMap((more) => least.map((room) => room.map((side) => side + more))).filter(
      ([l, t, r, b]) => l + r < width / 2 && t + b < height / 2,
    );
  };

  /* The centre and zoom that show the bounds in what is left beside the room. */
  const standing = (map, bounds, [left, top, right, bottom]) => {
    const room = L.point(left + right, top + bottom);
    const zoom = Math.min(map.getBoundsZoom(bounds, false, room), CLOSEST);
    const [low, high] = [bounds.getSouthWest(), bounds.getNorthEast()].map((at) => map.project(at, zoom));
    const shift = L.point(right - left, bottom - top).divideBy(2);
    return { zoom, centre: map.unproject(low.add(high).divideBy(2).add(shift), zoom) };
  };

  const countHidden = (map, { zoom, centre }, marks, controls) => {
    const origin = map.project(centre, zoom).subtract(map.getSize().divideBy(2));
    const isHidden = (mark) => {
      const { x, y } = map.project(mark, zoom).subtract(origin);
      return controls.some(
        (box) =>
          x > box.left - MARK && x < box.right + MARK && y > box.top - MARK && y < box.bottom + MARK,
      );
    };
    return marks.filter(isHidden).length;
  };

  const marksOf = ({ ideas, selected, near }) =>
    [points(ideas), selected?.stops || [], [selected?.lonlat, near?.here].filter(Boolean)]
      .flat()
      .map(([lon, lat]) => L.latLng(lat, lon));

  /* The first place of the map that hides no mark, or the one that hides the fewest. */
  const clearest = (map, bounds) => {
    const controls = boxesOf(map, ".leaflet-control");
    const marks = marksOf(map.sk.view);
    let best = { hidden: Infinity, place: standing(map, bounds, [0, 0, 0, 0]) };
    for (const room of rooms(map, controls)) {
      const place = standing(map, bounds, room);
      const hidden = countHidden(map, place, marks, controls);
      if (hidden < best.hidden) best = { hidden, place };
      if (!hidden) break;
    }
    return best.place;
  };

  /* Move the map to the bounds, or to all of Sweden. */
  const showBounds = (map, bounds, options = {}) => {
    const { centre, zoom } = clearest(map, L.latLngBounds(bounds || SWEDEN));
    map.sk.fitting = true;
    map.setView(centre, zoom, options);
  };

  /* Move the map to what its view is about. */
  const fit = (map, options) => showBounds(map, subject(map.sk.view), options);

  Object.assign(servicekartan, { SWEDEN, boxesOf, fit, showBounds });
})();
