/* The clusters of a large collection, fetched for what the map shows; see pages/viewer/tiles.py. */
(() => {
  "use strict";

  const { clusterIcon, jsonAt, showPoints } = servicekartan;
  /* As DEEPEST in geodata/proximity/clusters.py. */
  const DEEPEST = 13;
  /* How far beyond what is seen, as a share of it. */
  const BEYOND = 0.15;
  /* How much closer a pressed cluster is shown. */
  const CLOSER = 2;

  /* A tile is shown 512 pixels wide, so its zoom is one less than the map's. */
  const zoomOf = (map) => Math.min(Math.max(Math.round(map.getZoom()) - 1, 0), DEEPEST);

  /* The tiles that the map shows a part of, as addresses. */
  const addresses = (map, { address, query }) => {
    const zoom = zoomOf(map);
    const bounds = map.getBounds().pad(BEYOND);
    const last = 2 ** zoom - 1;
    const tileOf = (latlng) => map.project(latlng, zoom).divideBy(256).floor();
    const [from, to] = [tileOf(bounds.getNorthWest()), tileOf(bounds.getSouthEast())];
    const list = [];
    for (let x = Math.max(from.x, 0); x <= Math.min(to.x, last); x += 1)
      for (let y = Math.max(from.y, 0); y <= Math.min(to.y, last); y += 1)
        list.push(`${address}${zoom}/${x}/${y}${query}`);
    return list;
  };

  const comeCloser = (map, latlng) =>
    map.setView(latlng, Math.min(map.getZoom() + CLOSER, map.getMaxZoom()));

  const heap = (map, [lon, lat, counts]) => {
    const counted = map.sk.view.kinds.map((kind, at) => [kind, counts[at]]);
    const marker = L.marker([lat, lon], { icon: clusterIcon(map, counted) });
    return marker.on("click", () => comeCloser(map, marker.getLatLng()));
  };

  /* Only the clusters that came or went are touched, so that one that has the focus keeps it. */
  const showHeaps = (map, clusters) => {
    const heaps = (map.sk.heaps ||= new Map());
    const { language } = map.sk.view;
    const next = new Map(clusters.map((cluster) => [`${language} ${cluster.join()}`, cluster]));
    [...heaps.keys()].filter((key) => !next.has(key)).forEach((key) => {
      heaps.get(key).remove();
      heaps.delete(key);
    });
    [...next.keys()].filter((key) => !heaps.has(key)).forEach((key) => {
      heaps.set(key, heap(map, next.get(key)).addTo(map));
    });
  };

  /* Show the tiles of a view where the map stands; all at once, so that no example is seen twice. */
  const update = async (map) => {
    const { tiles } = map.sk.view;
    const turn = (map.sk.tileTurn = (map.sk.tileTurn || 0) + 1);
    const contents = await Promise.all(addresses(map, tiles).map(jsonAt)).catch(() => null);
    // Without them the map keeps what it has, until it is moved again.
    if (!contents || turn !== map.sk.tileTurn || map.sk.isGone) return;
    showPoints(map, contents.flatMap(({ points }) => points));
    showHeaps(map, contents.flatMap(({ clusters }) => clusters));
    map.sk.tiled = tiles;
    map.fire("pointschange");
  };

  const follow = (map) => {
    map.sk.followsTiles = true;
    map.on("moveend", () => map.sk.view.tiles && update(map));
  };

  /* Show the view's clusters; what it says of its hits itself is shown by showPoints. */
  const showTiles = (map, { tiles }) => {
    if (!map.sk.followsTiles) follow(map);
    if (tiles) return update(map);
    return showHeaps(map, []);
  };

  /* Whether the marks of the map's view are drawn. */
  const isDrawn = (map) => {
    const { view, points, tiled } = map.sk;
    if (!view) return false;
    return view.tiles ? tiled === view.tiles : view.ideas.length === points.size;
  };

  Object.assign(servicekartan, { isDrawn, showTiles });
})();
