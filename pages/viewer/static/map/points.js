/* The examples: a mark for each, clusters of many, and the one that is selected. */
(() => {
  "use strict";

  const { element, icon, kindOf, pickable, symbol, tip } = servicekartan;

  const countKinds = (map, markers) =>
    map.sk.view.kinds.map((kind) => [kind, markers.filter((m) => m.options.kind === kind.key).length]);

  const addClusters = (map) => {
    map.sk.clusters = L.markerClusterGroup({
      iconCreateFunction: (cluster) => clusterIcon(map, countKinds(map, cluster.getAllChildMarkers())),
      // From afar most marks are clusters, the largest 46 pixels wide: none may hide a number.
      maxClusterRadius: (zoom) => (zoom < 7 ? 46 : 40),
      showCoverageOnHover: false,
      spiderLegPolylineOptions: { className: "sk-leg", weight: 1.5 },
      animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    }).addTo(map);
  };

  /* A ring with a slice for each kind in the cluster, and how many they are; its name says both. */
  const clusterIcon = (map, counted) => {
    const { words } = map.sk.view;
    const total = counted.reduce((sum, [, count]) => sum + count, 0);
    let from = 0;
    const slices = counted.map(([kind, count]) => {
      const to = from + count / total;
      const slice = `${kind.colour} ${from}turn ${to}turn`;
      from = to;
      return slice;
    });
    const ring = element("span", "sk-ring");
    ring.style.background = `conic-gradient(${slices.join(",")})`;
    ring.append(element("span", "sk-count", total));
    const size = total < 10 ? 34 : total < 30 ? 40 : 46;
    const names = counted.filter(([, count]) => count).map(([kind, count]) => `${count} ${kind.label}`);
    const label = `${total} ${words.cluster} (${names.join(", ")})`;
    return icon(ring, size, label, "sk-cluster");
  };

  const marker = (map, [id, lon, lat, key, title, place]) => {
    const kind = kindOf(map.sk.view.kinds, key);
    const label = `${title} (${kind.label}, ${place})`;
    const options = { kind: key, icon: icon(symbol(kind, 22), 26, label, "sk-point") };
    return tip(pickable(L.marker([lat, lon], options), { idea: id }), title, { offset: [0, -10] });
  };

  /* Only the marks that came or went are touched, so that an opened cluster stays open. */
  const showPoints = (map, ideas) => {
    const { points, clusters } = map.sk;
    const next = new Map(ideas.map((idea) => [idea.join("\u0000"), idea]));
    const removed = [...points.keys()].filter((key) => !next.has(key));
    const added = [...next.keys()].filter((key) => !points.has(key));
    clusters.removeLayers(removed.map((key) => points.get(key)));
    removed.forEach((key) => points.delete(key));
    added.forEach((key) => points.set(key, marker(map, next.get(key))));
    clusters.addLayers(added.map((key) => points.get(key)));
  };

  const showSelection = (map, { selected, kinds }) => {
    const layers = map.sk.selection;
    layers.clearLayers();
    if (!selected) return;
    const kind = kindOf(kinds, selected.kind);
    const style = { color: kind.colour, weight: 4 };
    if (selected.line) L.geoJSON(selected.line, { interactive: false, style }).addTo(layers);
    selected.stops.forEach(([lon, lat, name], at) => {
      const html = element("span", "", selected.stops.length > 1 ? at + 1 : "");
      const stop = L.marker([lat, lon], { icon: icon(html, 22, name, "sk-stop") });
      tip(pickable(stop, { idea: selected.id }), name, { offset: [0, -8] }).addTo(layers);
    });
    const [lon, lat] = selected.lonlat;
    const big = icon(symbol(kind, 34), 44, selected.title, "sk-selected");
    // Under opened clusters, and no obstacle to what lies beneath: others may share the spot.
    const options = { icon: big, zIndexOffset: 500000, interactive: false, keyboard: false };
    L.marker([lat, lon], options).addTo(layers);
  };

  Object.assign(servicekartan, { addClusters, clusterIcon, showPoints, showSelection });
})();
