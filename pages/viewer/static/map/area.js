/* The area that a filter asks for, and the button that asks for the part of the map one looks at. */
(() => {
  "use strict";

  const { element, send } = servicekartan;

  const rings = ({ type, coordinates }) => (type === "Polygon" ? coordinates : coordinates.flat());

  const edges = (ring) => ring.slice(1).map((point, at) => [ring[at], point]);

  /* The edges that only one of the polygons has: the outline of them all together. */
  const outline = (polygons) => {
    const lines = new Map();
    for (const edge of polygons.flatMap(rings).flatMap(edges)) {
      const key = edge.map(String).sort().join();
      if (!lines.delete(key)) lines.set(key, edge);
    }
    return [...lines.values()].map((edge) => edge.map(([lon, lat]) => [lat, lon]));
  };

  const polygonsOf = (map, codes) => {
    const layers = map.sk.municipalities?.getLayers() || [];
    return layers
      .filter(({ feature }) => codes.includes(feature.properties.code))
      .map(({ feature }) => feature.geometry);
  };

  const showArea = (map, { area }) => {
    const style = { className: "sk-area", weight: 3, fill: false, interactive: false, pane: "rings" };
    map.sk.area.clearLayers();
    if (area?.codes.length) L.polyline(outline(polygonsOf(map, area.codes)), style).addTo(map.sk.area);
    if (!area?.box) return;
    const [west, south, east, north] = area.box;
    L.rectangle([[south, west], [north, east]], { ...style, className: "sk-area sk-box" }).addTo(map.sk.area);
  };

  /* Whether an example has a point or a part of its line in a box: west, south, east, north. */
  const isWithin = ([west, south, east, north]) => {
    const bounds = L.bounds([west, south], [east, north]);
    const crosses = (one, other) => L.LineUtil.clipSegment(L.point(one), L.point(other), bounds);
    const enters = (points) =>
      points.some((point, at) => bounds.contains(point) || (at > 0 && crosses(points[at - 1], point)));
    const linesOf = ({ type, coordinates }) => (type === "LineString" ? [coordinates] : coordinates);
    return ({ lonlat, stops, line }) => {
      if (line) return linesOf(line).some(enters);
      return (stops.length ? stops : [lonlat]).some(([lon, lat]) => bounds.contains([lon, lat]));
    };
  };

  /* So many pixels from where one searched the map shows the same. */
  const NEAR = 60;

  const round = (degrees) => Number(degrees.toFixed(3));

  /* A button that is there once somebody has moved the map, until it is pressed or the map is put right. */
  const addAreaButton = (map) => {
    let searched = null;
    /* A map that has only got another size still shows what was searched. */
    const isSearched = () =>
      searched?.zoom === map.getZoom() &&
      map.latLngToContainerPoint(searched.centre).distanceTo(map.getSize().divideBy(2)) < NEAR;
    const button = element("button", { class: "sk-search-here", type: "button", hidden: "" });
    map.getContainer().append(button);
    L.DomEvent.disableClickPropagation(button).on(button, "click", () => {
      const bounds = map.getBounds();
      const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      button.hidden = true;
      searched = { zoom: map.getZoom(), centre: map.getCenter() };
      map.getContainer().focus();
      send(map, { bbox: sides.map(round) });
    });
    map.on("moveend", () => {
      const { view, touched, fitting, screen } = map.sk;
      map.sk.fitting = false;
      if (screen) return;
      button.textContent = view?.words.here || "";
      button.hidden = fitting || !touched || !view?.searchable || isSearched();
    });
  };

  Object.assign(servicekartan, { addAreaButton, isWithin, showArea });
})();
