/* The view: what the map shows at the moment, where it stands, and what the address says of that.
 *
 * A view is a MapView as pages/common/example_view.py describes it; callers give only what differs
 * from EMPTY, besides language and words.
 */
(() => {
  "use strict";

  const { askPosition, fillMunicipalities, fit, send, showArea } = servicekartan;
  const { pointsOf, showBounds, showLegend, showNear, showPoints, showSelection, showTiles } = servicekartan;
  const EMPTY = {
    kinds: [],
    ideas: [],
    tiles: null,
    selected: null,
    focus: "",
    area: null,
    searchable: false,
    reveal: 0,
    position: null,
    follow: false,
    near: null,
    shade: null,
    still: false,
  };
  const EMPTY_NEAR = { rings: [], lit: {}, here: null, legend: [], ask: 0 };

  const reveal = (map, selected) => {
    if (selected.stops.length > 1) return fit(map);
    const [lon, lat] = selected.lonlat;
    return map.setView([lat, lon], Math.max(map.getZoom(), 8));
  };

  const placeFirst = (map, { position, selected, focus, area }) => {
    if (position) {
      const [lon, lat, zoom] = position;
      map.setView([lat, lon], zoom, { animate: false });
    } else if (selected) reveal(map, selected);
    else if (focus || area) fit(map, { animate: false });
    else showBounds(map, null, { animate: false });
  };

  /* Move the map only when what it is about has changed: never under a reader's hands. */
  const place = (map, before, view) => {
    if (view.still) return;
    map.sk.fitted = map.getSize();
    if (!before) placeFirst(map, view);
    else if (view.focus !== before.focus) fit(map);
    else if (view.reveal !== before.reveal && view.selected) reveal(map, view.selected);
  };

  /* Until somebody has moved the map, it keeps showing what it should in whatever room it gets. */
  const settle = (map) => {
    if (map.sk.screen) return;
    map.invalidateSize({ animate: false });
    if (map.sk.touched || !map.sk.view || map.sk.fitted?.equals(map.getSize())) return;
    place(map, null, map.sk.view);
  };

  /* Write to the page's address what is seen, without asking the server. A value may be a list. */
  const remember = (page, values) => {
    const address = new URL(page.location.href);
    // A page opened as a file may not change its address.
    if (!address.protocol.startsWith("http")) return;
    const params = address.searchParams;
    const filled = (list) => list.filter(Boolean);
    const changes = Object.entries(values)
      .map(([name, value]) => [name, filled([value].flat())])
      .filter(([name, list]) => list.join("\0") !== filled(params.getAll(name)).join("\0"));
    for (const [name, [first, ...others]] of changes) {
      if (first) params.set(name, first);
      else params.delete(name);
      others.forEach((value) => params.append(name, value));
    }
    if (changes.length) page.history.replaceState(page.history.state, "", address);
  };

  /* Send the server the map's position, where the list is sorted by that. */
  const report = (map) => {
    // What paper shows is nothing to remember.
    if (map.sk.screen) return;
    const { touched, view, page } = map.sk;
    const centre = map.getCenter();
    const position = [centre.lng.toFixed(3), centre.lat.toFixed(3), map.getZoom().toFixed(2)];
    if (touched && !view?.near && !view?.still) remember(page, { pos: position.join(",") });
    if (view?.follow) send(map, { position: position.map(Number) });
  };

  const nameControls = (map, { language, words }) => {
    document.documentElement.lang = language;
    if (map.sk.page !== window) document.title = words.map;
    map.getContainer().setAttribute("aria-label", words.map);
    const [zoom_in, zoom_out] = map.getContainer().querySelectorAll(".leaflet-control-zoom a");
    for (const [name, button] of Object.entries({ zoom_in, zoom_out, ...map.sk.buttons })) {
      if (!button) continue;
      button.title = words[name];
      button.setAttribute("aria-label", words[name]);
    }
  };

  const draw = (map, changes) => {
    const before = map.sk.view;
    const near = changes.near ? { ...EMPTY_NEAR, ...changes.near } : null;
    const view = (map.sk.view = { ...EMPTY, ...changes, near });
    nameControls(map, view);
    if (!before) map.attributionControl.addAttribution(view.words.credits);
    // The map goes where the legend hides no mark, before there is anything to move along with it.
    showLegend(map, view);
    if (!before) place(map, null, view);
    if (!view.tiles) showPoints(map, view.ideas);
    showSelection(map, view);
    showNear(map, view);
    fillMunicipalities(map, view);
    showArea(map, view);
    if (before) place(map, before, view);
    showTiles(map, view);
    if (near?.ask && near.ask !== before?.near?.ask) askPosition(map);
    if (view.follow && !before?.follow) report(map);
    map.fire("pointschange");
  };

  /* Show a view: called whenever what is to be seen has changed.
   *
   * A view that only names its hits waits for the marks, unless a later view comes meanwhile.
   */
  const show = async (map, changes) => {
    const turn = (map.sk.turn = (map.sk.turn || 0) + 1);
    const { hits } = changes;
    if (!hits) return draw(map, changes);
    const ideas = await pointsOf(hits).catch(() => null);
    if (turn !== map.sk.turn || map.sk.isGone) return;
    if (ideas) draw(map, { ...changes, ideas });
    // Without the marks there is nothing that the rows could mean.
    else send(map, { missing: hits.version });
  };

  Object.assign(servicekartan, { remember, report, settle, show });
})();
