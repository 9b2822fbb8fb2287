/* The light viewer's map, and all of it together: draw what is chosen, and hear what is pressed.
 *
 * Other scripts on the page find the map and choose(id) in servicekartan.viewer.
 */
(() => {
  "use strict";

  const { element, symbol, viewer } = servicekartan;
  const { byId, cards, data, drawExample, drawList, find, ideas, isAnswered } = viewer;
  const { life, neighbours, parameter, readAddress, state, write } = viewer;
  const { words } = data;
  const title = document.title;
  const isFramed = window.parent !== window;

  const map = L.map("map", { zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 3, maxZoom: 14 });

  const position = () => {
    const [lon, lat, zoom] = parameter("pos").split(",").map(Number);
    return Number.isFinite(lon + lat + zoom) ? [lon, lat, zoom] : null;
  };

  const point = ({ id, lonlat: [lon, lat], kind, title, place }) => [id, lon, lat, kind, title, place];

  const switches = () =>
    data.kinds.map((kind) => ({
      ...kind,
      count: state.counts[kind.key],
      on: !state.kinds.size || state.kinds.has(kind.key),
    }));

  const area = () =>
    state.box ? { codes: data.area?.codes || [], box: state.box, extent: state.box } : data.area || null;

  const drawMap = () =>
    servicekartan.show(map, {
      ideas: state.tiles ? [] : state.hits.map(point),
      tiles: state.tiles,
      kinds: switches(),
      area: area(),
      searchable: true,
      selected: state.selected || null,
      focus: data.focus ?? "all",
      reveal: state.reveal,
      position: position(),
      language: data.language,
      words,
    });

  const drawHome = (values) => {
    if (!byId("home")) return;
    const full = new URL(data.home, location.href);
    const { idea, sok, slag, omrade } = values;
    const params = { idea, q: sok || full.searchParams.get("q"), kind: slag, bbox: omrade };
    Object.entries(params).forEach(([name, value]) => value && full.searchParams.set(name, value));
    byId("home").href = full;
  };

  const draw = () => {
    state.hits = find();
    byId("examples").setAttribute("aria-busy", !isAnswered());
    document.querySelectorAll("#kinds button").forEach((button) => {
      button.setAttribute("aria-pressed", state.kinds.has(button.value));
      button.querySelector("b").textContent = state.counts[button.value];
    });
    byId("box").hidden = !state.box;
    drawList();
    drawExample();
    drawMap();
    drawHome(write());
    document.title = state.selected ? `${state.selected.title} – ${title}` : title;
  };

  /* Show an example, or with no id the list again, where the reader was. */
  const choose = (id) => {
    if (!id || !viewer.load || ideas.has(id)) return open(id);
    // Of a large collection, most are still to be fetched.
    return viewer.load(id).then(() => open(id), () => (byId("hit-count").textContent = words.unreachable));
  };

  const open = (id) => {
    // A step of its own in the browser's history; draw() then writes the address.
    if (location.protocol.startsWith("http")) history.pushState(null, "", location.href);
    const before = state.selected;
    state.selected = ideas.get(id);
    show(before);
  };

  /* On a phone an example is read before the map. */
  const showPanel = () => {
    // A page around a frame would be scrolled too.
    if (isFramed) return;
    const panel = byId("examples");
    if (state.selected && panel.getBoundingClientRect().top > innerHeight / 3)
      panel.scrollIntoView({ block: "start" });
  };

  const show = (before) => {
    state.reveal += 1;
    draw();
    const panel = byId("examples");
    panel.scrollTop = 0;
    if (state.selected) byId("example").querySelector("h2").focus({ preventScroll: true });
    else cards.get(before?.id)?.querySelector("button").focus();
    showPanel();
  };

  const filter = (change) => {
    change();
    state.selected = undefined;
    draw();
  };

  /* Show or hide a kind, as the legend does; to hide the last one shows all. */
  const switchKind = (key) => {
    const keys = data.kinds.map((kind) => kind.key);
    const kinds = new Set(state.kinds.size ? state.kinds : keys);
    if (!kinds.delete(key)) kinds.add(key);
    state.kinds = kinds.size === keys.length ? new Set() : kinds;
  };

  const handlePick = ({ idea, kind, bbox }) => {
    if (idea) choose(idea);
    else if (kind) filter(() => switchKind(kind));
    else if (bbox) filter(() => (state.box = bbox));
  };

  const drawKinds = () =>
    byId("kinds").append(
      ...data.kinds.map((kind) => {
        const button = element("button", { type: "button", value: kind.key }, symbol(kind, 16), kind.label, element("b"));
        const toggle = () => state.kinds.delete(kind.key) || state.kinds.add(kind.key);
        button.addEventListener("click", () => filter(toggle));
        return button;
      }),
    );

  const listen = () => {
    byId("list").addEventListener("click", ({ target }) => {
      if (target.closest("button")) choose(target.closest("li").dataset.id);
    });
    byId("search").addEventListener("input", ({ target }) => filter(() => (state.text = target.value)));
    byId("box").addEventListener("click", () => {
      filter(() => (state.box = null));
      byId("examples").focus();
    });
    byId("clear").addEventListener("click", () => {
      byId("search").value = "";
      filter(() => Object.assign(state, { text: "", kinds: new Set(), box: null }));
      byId("search").focus();
    });
    const whileOpen = { signal: life.signal };
    const goBack = ({ isTrusted }) => {
      // Those that the first paint makes are for the app.
      if (!isTrusted) return;
      const before = state.selected;
      readAddress();
      show(before);
    };
    window.addEventListener("popstate", goBack, whileOpen);
    const press = ({ key, altKey }) => {
      if (!state.selected) return;
      const [before, after] = neighbours();
      const to = key === "Escape" ? "" : altKey && { ArrowUp: before, ArrowDown: after }[key];
      if (typeof to === "string") choose(to);
    };
    document.addEventListener("keydown", press, whileOpen);
  };

  /* Leave the page to what comes after. */
  const end = () => {
    life.abort();
    map.remove();
  };

  Object.assign(viewer, { choose, draw, end, map });
  document.documentElement.classList.toggle("vw-framed", isFramed);
  if (isFramed) document.querySelector(".sk-sheet-button")?.remove();
  readAddress();
  // First, while there is little on the page to lay out: this is what asks for the layers.
  servicekartan.base(map, { layers: data.layers, tiles: false, alone: true, scrolls: true });
  byId("list").append(...cards.values());
  drawKinds();
  listen();
  servicekartan.onPick(map, handlePick);
  draw();
  showPanel();
})();
