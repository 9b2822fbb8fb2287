/* The map beside the slides, which flies to where the slide is. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { current, data, find, points, slides, state, stops } = deck;
  const names = L.layerGroup();

  const drawMap = () => {
    state.map = L.map("slides-map", { keyboard: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 3, maxZoom: 14 });
    // All of Sweden stays drawn, so that a flight does not leave the land behind.
    L.Renderer.mergeOptions({ padding: 3 });
    servicekartan.base(state.map, { layers: data.layers, tiles: false, alone: true });
    servicekartan.onPick(state.map, ({ idea }) => {
      if (idea) deck.move(slides.findIndex((slide) => slide.dataset.idea === idea));
    });
    names.addTo(state.map);
    state.map.on("movestart moveend", ({ type }) =>
      state.map.getContainer().classList.toggle("flying", type === "movestart"),
    );
    new ResizeObserver(() => state.at >= 0 && fly(true)).observe(state.map.getContainer());
  };

  const visit = (jump) => {
    const here = data.slides[state.at].lonlat;
    const { language, words, kinds } = data;
    const view = { language, words, kinds, ideas: points, selected: current(), still: true };
    servicekartan.show(state.map, { ...view, near: here && !current() ? { here } : null });
    names.clearLayers();
    const [place] = find(".place", slides[state.at])?.textContent.split(",") || [];
    if (here && place) servicekartan.label(place, [here[1], here[0]], "sk-name sk-spot").addTo(names);
    for (const [lon, lat, number] of pins()) servicekartan.label(number, [lat, lon], "sk-name sk-spot sk-pin").addTo(names);
    fly(jump);
  };

  /* Where the room's ideas belong: longitude, latitude and the idea's number. */
  const pins = () => data.slides[state.at].pins || [];

  /* What wall.js hears of while the room goes on: for the slide after the results. */
  const setPins = (list) => {
    const slide = data.slides[stops + 2];
    if (JSON.stringify(slide.pins) === JSON.stringify(list)) return;
    slide.pins = list;
    if (state.map && state.at === stops + 2) visit(true);
  };

  /* Fly where the slide is: along its route, to its stops, to its spot, or to all of the tour. */
  const fly = (jump) => {
    const options = { animate: !jump, duration: 1.4, padding: [50, 50], maxZoom: 9 };
    const spot = data.slides[state.at].lonlat;
    const stopPoints = current()?.stops.length > 1 ? current().stops : [];
    const all = pins().length ? pins() : points.map((point) => point.slice(1));
    const targets = stopPoints.length || spot ? stopPoints : all;
    if (current()?.line) state.map.flyToBounds(L.geoJSON(current().line).getBounds(), options);
    else if (targets.length) state.map.flyToBounds(targets.map(([lon, lat]) => [lat, lon]), options);
    else if (spot) state.map.flyTo([spot[1], spot[0]], 7, options);
    else state.map.flyToBounds(servicekartan.SWEDEN, options);
  };

  Object.assign(deck, { drawMap, setPins, visit });
})();
