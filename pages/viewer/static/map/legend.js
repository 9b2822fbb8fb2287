/* The legend: what the marks and colours mean, and switches for the kinds. */
(() => {
  "use strict";

  const { element, send, symbol } = servicekartan;
  const NARROW = "(max-width: 480px)";

  /* Folded where it would cover much of the map. */
  const addLegend = (map) => {
    const legend = L.control({ position: "bottomright" });
    legend.onAdd = () => {
      map.sk.legend = element("details", "sk-legend", element("summary"), element("ul"));
      map.sk.legend.open = !matchMedia(NARROW).matches;
      L.DomEvent.disableClickPropagation(map.sk.legend);
      map.sk.legend.addEventListener("toggle", () => map.fire("pointschange"));
      return map.sk.legend;
    };
    legend.addTo(map);
  };

  /* A button that shows or hides a kind, where the legend may change what is shown. */
  const kindSwitch = (map, kind, parts) => {
    const values = { type: "button", value: kind.key, "aria-pressed": kind.on };
    const button = element("button", values, ...parts);
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "false");
      send(map, { kind: kind.key });
    });
    return button;
  };

  const kindRow = (map, kind, count) => {
    const name = element("span", "", kind.label);
    const parts = [symbol(kind, 16), name, element("b", "", kind.count ?? count)];
    const isSwitch = kind.on !== undefined;
    return isSwitch ? element("li", "", kindSwitch(map, kind, parts)) : element("li", "", ...parts);
  };

  const roleRow = ([role, text]) =>
    element("li", "", element("i", `sk-swatch sk-${role}`), element("span", "", text));

  const showLegend = (map, { kinds, ideas, tiles, near, shade, words }) => {
    const count = (key) => ideas.filter((idea) => idea[3] === key).length;
    const [summary, list] = map.sk.legend.children;
    const { value } = list.contains(document.activeElement) ? document.activeElement : {};
    const roles = shade?.legend || (near?.rings.length ? near.legend : []);
    const kindRows = kinds.map((kind) => kindRow(map, kind, count(kind.key)));
    // A map that only asks where something is has nothing to explain.
    map.sk.legend.hidden = Boolean(near) && !ideas.length && !tiles;
    summary.textContent = words.legend || "";
    list.replaceChildren(...kindRows, ...roles.map(roleRow));
    if (value) list.querySelector(`button[value="${CSS.escape(value)}"]`)?.focus();
  };

  Object.assign(servicekartan, { addLegend, showLegend });
})();
