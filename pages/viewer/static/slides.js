/* Slides mode of the light viewer: presents a tour, and shows its speaker the notes.
 *
 * The page (slides.html) holds the whole tour, a section for each slide: 0 is the title, 1 to N the
 * stops, then the room's results where there is a room, and last the end. The address says which is
 * shown (#3), and ?talare makes it the speaker's view. A key press needs no server. In the file to
 * take home, #exempel is the viewer's own list and map.
 *
 * For whoever adds to the presentation (the room's votes and ideas do):
 *   - document gets the event "servicekartan:slide" each time another slide is shown, with
 *     detail {at, stops, type, idea}: at as in the address, stops is N, type is title | idea |
 *     text | missing | results | end, idea is the example's id or null. A script that stands before
 *     this one on the page hears of the first slide too.
 *   - servicekartan.slides.at() and servicekartan.slides.go(at) read and move; go also moves the
 *     other window.
 *   - servicekartan.slides.setPins([[longitude, latitude, label], ...]) puts pins on the map of the
 *     slide after the room's results.
 *   - the slide of type "results" holds an empty #results, and <aside id="corner"> lies below the
 *     map: both are left as they are.
 */
servicekartan.slides = (() => {
  "use strict";

  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const page = document.documentElement;
  const data = JSON.parse(find("#data").textContent);
  const ideas = new Map(data.ideas.map((idea) => [idea.id, idea]));
  const points = data.ideas.map(({ id, lonlat, kind, title, place }) => [id, ...lonlat, kind, title, place]);
  const slides = all(".slide");
  const { code } = find("#slides").dataset;
  const stops = Number(find("#slides").dataset.stops);
  const speaker = new URLSearchParams(location.search).has("talare");
  const motion = matchMedia("(prefers-reduced-motion: reduce)");
  const LIST = "#exempel";
  const names = L.layerGroup();
  let map = null;
  let at = -1;

  const clamp = (number) => Math.min(Math.max(number, 0), slides.length - 1);
  const requested = () => clamp(Math.floor(Number(location.hash.slice(1))) || 0);
  const current = () => ideas.get(data.slides[at].idea) || null;
  const isPresenting = () => page.classList.contains("presenting");
  const isBlank = () => page.classList.contains("blank");

  // --- showing a slide -----------------------------------------------------------------------------

  const announce = () => {
    const { stop, count } = find("#message").dataset;
    const heading = find(".heading", slides[at]).textContent;
    const isStop = at > 0 && at <= stops;
    const place = (text) => text.replace("{at}", at).replace("{all}", stops);
    find("#message").textContent = isStop ? place(stop).replace("{heading}", () => heading) : heading;
    find("#count").textContent = isStop ? place(count) : "";
    find("#progress").value = at;
    document.title = `${heading} – Servicekartan`;
  };

  const show = (number) => {
    const before = at;
    at = clamp(number);
    slides.forEach((slide, n) => {
      slide.classList.toggle("now", n === at);
      slide.classList.toggle("following", n === at + 1);
    });
    if (location.hash !== `#${at}`) history.replaceState(history.state, "", `#${at}`);
    if (at === before) return;
    const { type, idea = null } = slides[at].dataset;
    page.dataset.slide = type;
    fit();
    announce();
    if (map) visit(before < 0 || motion.matches);
    const detail = { at, stops, type, idea };
    document.dispatchEvent(new CustomEvent("servicekartan:slide", { detail }));
  };

  /* A text that is too long for the screen first loses what is extra, then gets a smaller type,
     and last ends in three dots. All of it remains for the speaker, for paper and for the ear. */
  const fit = () => {
    const slide = slides[at];
    const [big, text, heading] = [".big", ".text", ".heading"].map((part) => find(part, slide));
    if (!big) return;
    slide.classList.remove("brief", "small");
    text.style.removeProperty("--lines");
    if (getComputedStyle(big).overflowY !== "hidden") return;
    const over = () => big.scrollHeight - big.clientHeight - 1;
    if (heading.scrollWidth > heading.clientWidth) slide.classList.add("small");
    if (over() > 0) slide.classList.add("brief");
    if (over() > 0) slide.classList.add("small");
    if (over() <= 0) return;
    const line = parseFloat(getComputedStyle(text).lineHeight);
    text.style.setProperty("--lines", Math.max(1, Math.floor((text.clientHeight - over()) / line)));
  };

  // --- the map -------------------------------------------------------------------------------------

  const drawMap = () => {
    map = L.map("slides-map", { keyboard: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 3, maxZoom: 14 });
    // All of Sweden stays drawn, so that a flight does not leave the land behind.
    L.Renderer.mergeOptions({ padding: 3 });
    servicekartan.base(map, { layers: data.layers, tiles: false, alone: true });
    servicekartan.onPick(map, ({ idea }) => {
      if (idea) move(slides.findIndex((slide) => slide.dataset.idea === idea));
    });
    names.addTo(map);
    map.on("movestart moveend", ({ type }) =>
      map.getContainer().classList.toggle("flying", type === "movestart"),
    );
    new ResizeObserver(() => at >= 0 && fly(true)).observe(map.getContainer());
  };

  const visit = (jump) => {
    const here = data.slides[at].lonlat;
    const { language, words, kinds } = data;
    const view = { language, words, kinds, ideas: points, selected: current(), still: true };
    servicekartan.show(map, { ...view, near: here && !current() ? { here } : null });
    names.clearLayers();
    const [place] = find(".place", slides[at])?.textContent.split(",") || [];
    if (here && place) servicekartan.label(place, [here[1], here[0]], "sk-name sk-spot").addTo(names);
    for (const [lon, lat, number] of pins()) servicekartan.label(number, [lat, lon], "sk-name sk-spot sk-pin").addTo(names);
    fly(jump);
  };

  /* Where the room's ideas belong: longitude, latitude and the idea's number. */
  const pins = () => data.slides[at].pins || [];

  /* What wall.js hears of while the room goes on: for the slide after the results. */
  const setPins = (list) => {
    const slide = data.slides[stops + 2];
    if (JSON.stringify(slide.pins) === JSON.stringify(list)) return;
    slide.pins = list;
    if (map && at === stops + 2) visit(true);
  };

  /* Fly where the slide is: along its route, to its stops, to its spot, or to all of the tour. */
  const fly = (jump) => {
    const options = { animate: !jump, duration: 1.4, padding: [50, 50], maxZoom: 9 };
    const spot = data.slides[at].lonlat;
    const stopPoints = current()?.stops.length > 1 ? current().stops : [];
    const all = pins().length ? pins() : points.map((point) => point.slice(1));
    const targets = stopPoints.length || spot ? stopPoints : all;
    if (current()?.line) map.flyToBounds(L.geoJSON(current().line).getBounds(), options);
    else if (targets.length) map.flyToBounds(targets.map(([lon, lat]) => [lat, lon]), options);
    else if (spot) map.flyTo([spot[1], spot[0]], 7, options);
    else map.flyToBounds(servicekartan.SWEDEN, options);
  };

  // --- the other window ----------------------------------------------------------------------------

  const channel = new BroadcastChannel(`servicekartan ${code}`);
  let other = window.opener;

  /* A file on a stick has no channel: there the windows speak to each other directly. */
  const post = (message) => {
    channel.postMessage(message);
    other?.postMessage({ servicekartan: code, ...message }, "*");
  };

  const receive = (message) => {
    if (message.hello) return post({ at, blank: isBlank() });
    darken(message.blank);
    show(message.at);
  };

  const listen = () => {
    channel.onmessage = (event) => receive(event.data);
    window.addEventListener("message", ({ data: message, source }) => {
      if (source === other && message?.servicekartan === code) receive(message);
    });
    if (speaker) post({ hello: true });
  };

  const openSpeaker = () => {
    const address = new URL(location.href);
    address.searchParams.set("talare", "");
    other = window.open(address, "talare", "popup,width=1100,height=720");
  };

  // --- what keys and buttons do --------------------------------------------------------------------

  const darken = (blank) => {
    page.classList.toggle("blank", blank);
    find("#blank").hidden = !blank || speaker;
    find("#dark").hidden = !blank;
  };

  const present = (number) => {
    page.classList.add("presenting");
    show(number);
  };

  const move = (number) => {
    darken(false);
    present(number);
    post({ at, blank: false });
  };

  const toggleDialog = (dialog) => {
    if (dialog.open) return dialog.close();
    all("dialog[open]").forEach((open) => open.close());
    dialog.showModal();
    find(`a[href="#${at}"]`, dialog)?.focus();
  };

  const switchTheme = () => {
    const theme = page.dataset.theme === "dark" ? "light" : "dark";
    Object.assign(page.dataset, { theme, scheme: theme });
  };

  /* Leave the slides for the list, and there for what is told of the example. */
  const browse = (idea) => {
    page.classList.remove("presenting");
    if (location.hash !== LIST) history.replaceState(history.state, "", LIST);
    if (idea) servicekartan.viewer.choose(idea.id);
  };

  const actions = {
    next: () => move(at + 1),
    previous: () => move(at - 1),
    first: () => move(0),
    last: () => move(slides.length - 1),
    overview: () => toggleDialog(find("#overview")),
    help: () => toggleDialog(find("#help")),
    blank: () => {
      darken(!isBlank());
      post({ at, blank: isBlank() });
    },
    fullscreen: () =>
      document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen().catch(() => {}),
    speaker: openSpeaker,
    theme: switchTheme,
    restart: () => (started = Date.now()),
    browse: () => browse(current()),
  };

  const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous",
    Home: "first", End: "last", Escape: "overview",
    o: "overview", b: "blank", ".": "blank", f: "fullscreen", s: "speaker", t: "theme", "?": "help",
  };

  const press = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const dialog = find("dialog[open]");
    const held = event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented;
    const pressed = key === " " && event.target.closest("button, a, input, .sk-icon");
    const letter = key.length === 1 && key !== " " && !find("#letters").checked;
    if (!isPresenting() || !KEYS[key] || held || pressed || letter) return;
    if (dialog) return pressInside(dialog, event, KEYS[key]);
    event.preventDefault();
    actions[KEYS[key]]();
  };

  /* In the overview the arrows walk the grid. Escape closes a dialog by itself. */
  const pressInside = (dialog, event, action) => {
    const links = all("a", dialog);
    const across = links.filter((link) => link.offsetTop === links[0].offsetTop).length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    links[links.indexOf(document.activeElement) + steps]?.focus();
    if (steps) event.preventDefault();
    else if (action === dialog.id && event.key !== "Escape") dialog.close();
  };

  /* A finger drawn sideways over the text turns the page; over the map it moves the map. */
  const swipe = (surface) => {
    const spot = ({ changedTouches: [touch] }) => [touch.clientX, touch.clientY];
    let from = [0, 0];
    surface.addEventListener("touchstart", (event) => (from = spot(event)), { passive: true });
    surface.addEventListener("touchend", (event) => {
      const [x, y] = spot(event).map((value, axis) => value - from[axis]);
      if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) move(at + (x < 0 ? 1 : -1));
    });
  };

  // --- the speaker's clock -------------------------------------------------------------------------

  let started = Date.now();

  const tick = () => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    const two = String(seconds % 60).padStart(2, "0");
    const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    find("#elapsed").textContent = `${Math.floor(seconds / 60)}:${two}`;
    find("#time").textContent = new Date().toLocaleTimeString(page.lang, hour);
  };

  // --- start ---------------------------------------------------------------------------------------

  const drawSymbols = () =>
    all(":is(.slide, #overview a)[data-kind]").forEach((place) => {
      const kind = servicekartan.kindOf(data.kinds, place.dataset.kind);
      find(".symbol", place).append(servicekartan.symbol(kind, "1em"));
    });

  const listenToPage = () => {
    const click = (element, act) => element.addEventListener("click", act);
    all("[data-do]").forEach((button) => click(button, actions[button.dataset.do]));
    all("dialog a").forEach((link) => click(link, () => link.closest("dialog").close()));
    click(find("#blank"), actions.blank);
    if (find("#to-slides")) click(find("#to-slides"), () => move(at));
    document.addEventListener("keydown", press);
    window.addEventListener("hashchange", () => {
      if (location.hash === LIST) browse();
      else move(requested());
    });
    window.addEventListener("resize", fit);
    swipe(find("#slides"));
  };

  const start = () => {
    page.classList.toggle("speaker", speaker);
    drawSymbols();
    listenToPage();
    servicekartan.followTheme();
    if (speaker) setInterval(tick, 500);
    else drawMap();
    tick();
    listen();
    if (location.hash !== LIST || !find("#to-slides")) present(requested());
  };
  start();

  return { at: () => at, go: move, setPins };
})();
