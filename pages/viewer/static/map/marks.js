/* Marks: icons, tooltips and names on the map, and what a click on them answers.
 *
 * Whatever can be clicked answers toGeoJSON() with a small "pick", which is what streamlit-folium
 * sends to the server: {type: "Feature", geometry: null,
 * properties: {idea | municipality | position | place | refused, n}}.
 */
(() => {
  "use strict";

  const { element } = servicekartan;
  let picks = 0;

  /* The properties may be a function, for what is known only when the click comes. */
  const pickable = (layer, properties) => {
    layer.toGeoJSON = () => ({
      type: "Feature",
      geometry: null,
      properties: { ...(typeof properties === "function" ? properties() : properties), n: ++picks },
    });
    return layer;
  };

  /* Made when it is shown, as most never are. */
  const tip = (layer, text, options = {}) =>
    layer.bindTooltip(() => element("span", "", text), { direction: "top", opacity: 1, ...options });

  /* An icon that a keyboard can reach and a screen reader can name. */
  const Icon = L.DivIcon.extend({
    createIcon(old) {
      const node = L.DivIcon.prototype.createIcon.call(this, old);
      // Leaflet makes a button of what can be pressed; the rest must be something to have a name.
      node.setAttribute("role", "img");
      node.setAttribute("aria-label", this.options.label);
      return node;
    },
  });

  const icon = (html, size, label, className) =>
    new Icon({ html, label, iconSize: [size, size], className: `sk-icon ${className}` });

  const label = (text, latlng, className) =>
    L.marker(latlng, {
      icon: L.divIcon({ html: element("span", "", text), className, iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: "labels",
    });

  const lonLat = (latlng, decimals) => {
    const { lat, lng } = latlng.wrap ? latlng.wrap() : latlng;
    return [Number(lng.toFixed(decimals)), Number(lat.toFixed(decimals))];
  };

  const send = (map, properties) =>
    map.sk.channel.fire("click", { layer: pickable({}, properties) });

  /* Call back with what a visitor picks on the map; in the app streamlit-folium listens by itself. */
  const onPick = (map, take) =>
    [map.sk.clusters, map.sk.selection, map.sk.channel].forEach((group) =>
      group.on("click", ({ layer }) => layer.toGeoJSON && take(layer.toGeoJSON().properties)),
    );

  Object.assign(servicekartan, { icon, label, lonLat, onPick, pickable, send, tip });
})();
