/* Elements and drawings that all scripts of the viewer share; the first file of the map's bundle.
 *
 * Text from people only ever becomes a text node or an attribute, never HTML.
 */
window.servicekartan = {};
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const SHAPES = {
    square: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
    diamond: "M12 1 23 12 12 23 1 12z",
    circle: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    star: "M12 1l3.2 7 7.6.8-5.7 5.1 1.6 7.5L12 17.6l-6.7 3.8 1.6-7.5L1.2 8.8l7.6-.8z",
    pin: "M12 1a8 8 0 0 0-8 8c0 6 8 14 8 14s8-8 8-14a8 8 0 0 0-8-8zm0 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    fullscreen: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
    fit: "M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1a7 7 0 0 1-5.9 5.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zm1 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  };

  const setAttributes = (node, attributes) =>
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));

  /* element("a", {href}, "text", child) or, with only a class, element("p", "lead", "text"). */
  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    if (typeof attributes === "string") node.className = attributes;
    else setAttributes(node, attributes);
    node.append(...children.filter((child) => child !== ""));
    return node;
  };

  const draw = (shape, size, colour) => {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    setAttributes(svg, { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" });
    setAttributes(path, { d: SHAPES[shape] || SHAPES.circle, fill: colour, "fill-rule": "evenodd" });
    svg.append(path);
    return svg;
  };

  /* There are hundreds of a few: copies are made faster than new ones. */
  const drawings = {};
  const drawing = (shape, size, colour = "currentColor") =>
    (drawings[`${shape} ${size} ${colour}`] ||= draw(shape, size, colour)).cloneNode(true);

  const symbol = (kind, size) => drawing(kind.shape, size, kind.colour);

  const kindOf = (kinds, key) => kinds.find((kind) => kind.key === key);

  /* Fill in "{name}" in a text, whatever signs the values hold. */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const fetchJson = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  };

  const MOST_KEPT = 300;
  const files = new Map();

  /* What an address that never changes its content holds, fetched once; what failed, anew. */
  const jsonAt = (address) => {
    if (!files.has(address)) {
      if (files.size >= MOST_KEPT) files.clear();
      files.set(address, fetchJson(address));
      files.get(address).catch(() => files.delete(address));
    }
    return files.get(address);
  };

  Object.assign(servicekartan, { drawing, element, fetchJson, fill, jsonAt, kindOf, symbol });
})();
