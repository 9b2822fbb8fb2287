/* Names on the land: of counties from afar and of towns close by, the largest first, none upon another. */
(() => {
  "use strict";

  const { label } = servicekartan;
  const COUNTY_ZOOM = 5;
  const TOWN_ZOOM = 6.5;

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

  /* Where the selected example's symbol is, and its name below, no other name may stand. */
  const occupied = (map) => {
    if (!map.sk.view?.selected) return [];
    const [lon, lat] = map.sk.view.selected.lonlat;
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    return [0, 34].map((down) => ({ x, y: y + down, half: 24 + down }));
  };

  const addLabels = (map, municipalities, places) => {
    const labels = L.layerGroup().addTo(map);
    const counties = countyNames(municipalities);
    const towns = places.features.map(town);
    const draw = () => {
      labels.clearLayers();
      const close = map.getZoom() >= TOWN_ZOOM;
      const names = close ? towns : map.getZoom() >= COUNTY_ZOOM ? counties : [];
      const view = map.getBounds();
      const boxes = occupied(map);
      for (const [text, latlng] of names) {
        if (!view.contains(latlng)) continue;
        const { x, y } = map.latLngToContainerPoint(latlng);
        const half = text.length * 4 + 12;
        if (boxes.some((b) => Math.abs(b.x - x) < b.half + half && Math.abs(b.y - y) < 26)) continue;
        boxes.push({ x, y, half });
        label(text, latlng, close ? "sk-name sk-town" : "sk-name").addTo(labels);
      }
    };
    map.on("moveend", draw);
    draw();
  };

  Object.assign(servicekartan, { addLabels });
})();
