/* A map around one place: rings of distance, the place itself, and where the browser is. */
(() => {
  "use strict";

  const { drawing, lonLat, send } = servicekartan;

  /* How far a ring is away stands where there is room for it, see labels.js. */
  const addRing = (map, [, points]) => {
    const latlngs = points.map(([lon, lat]) => [lat, lon]);
    const style = { className: "sk-distance", weight: 1.6, fill: false, interactive: false };
    L.polyline(latlngs, { ...style, pane: "rings" }).addTo(map.sk.near);
  };

  const showNear = (map, { near }) => {
    map.sk.near.clearLayers();
    near?.rings.forEach((ring) => addRing(map, ring));
    if (!near?.here) return;
    const [lon, lat] = near.here;
    const html = drawing("pin", 42);
    const icon = L.divIcon({ html, className: "sk-here", iconSize: [42, 42], iconAnchor: [21, 40] });
    const options = { icon, keyboard: false, interactive: false, zIndexOffset: 1000000 };
    L.marker([lat, lon], options).addTo(map.sk.near);
  };

  /* Ask the browser where it is. It is rounded to about a kilometre before it leaves the browser. */
  const askPosition = (map) => {
    const refuse = ({ code }) => send(map, { refused: code === 1 ? "denied" : "unavailable" });
    const answer = ({ coords: { latitude, longitude } }) =>
      send(map, { place: lonLat({ lat: latitude, lng: longitude }, 2) });
    if (!navigator.geolocation) return refuse({ code: 2 });
    navigator.geolocation.getCurrentPosition(answer, refuse, { timeout: 10000, maximumAge: 300000 });
  };

  Object.assign(servicekartan, { askPosition, showNear });
})();
