/* The first paint: the light viewer over the app that is still to come, and how the app takes over.
 *
 * Streamlit may load when the first paint stands, and takes over when its map shows the same examples.
 * What the visitor has chosen meanwhile stands in the address, from which the app then draws again.
 */
servicekartan.firstPaint = (() => {
  "use strict";

  const { data, map, state, write, end } = servicekartan.viewer;
  const { isCached, release, remember, reveal } = window.servicekartanHold;
  const LOOK_MS = 60;
  const HANDS_MS = 700;
  const LATE_MS = 20000;
  const MAX_REQUESTS = 3;
  const byId = (id) => document.getElementById(id);
  const page = { touched: -HANDS_MS, requests: 0, running: false };

  const say = (text) => (byId("state").textContent = text);
  /* A socket that the first paint has seen open may close when the first paint is long gone. */
  const sayLate = () => byId("picture") && say(data.words.late);

  // --- until the first paint stands --------------------------------------------------------------

  const stands = new Promise((done) => {
    if (map.sk.municipalities) done();
    else map.once("land", done);
  });

  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      setTimeout(done, 300);
    });

  /* Nothing but the first paint speaks or takes the focus, whatever Streamlit puts on the page. */
  const silence = () =>
    [...document.body.children].forEach((node) => node.id !== "picture" && node.setAttribute("inert", ""));
  const silencer = new MutationObserver(silence);

  /* A socket that closes before the app has come is what a weak or a guarded network does. */
  const Socket = window.WebSocket;
  const listenToSockets = () => {
    window.WebSocket = class extends Socket {
      constructor(...args) {
        super(...args);
        this.addEventListener("close", sayLate);
      }
    };
  };

  // --- the app -------------------------------------------------------------------------------

  const root = () => byId("root");
  const frame = () => root().querySelector(".st-key-map-frame iframe");
  const COMING = "[data-testid=stSkeleton], [data-testid=stApp]:not([data-test-script-state=notRunning])";
  /* Its run has ended, and all widgets are drawn: their code comes after the page's. */
  const isIdle = () =>
    Boolean(root().querySelector("[role=status]")) && !root().querySelector(COMING);

  /* The app's map, once its land and its marks are drawn. */
  const appMap = () => {
    const other = frame()?.contentWindow?.servicekartan?.map;
    const isStanding = other?.sk?.municipalities && servicekartan.isDrawn(other);
    return isStanding ? other : null;
  };

  const hasSameHits = ({ ideas, tiles }) => {
    if (tiles) return tiles.total === (state.total ?? state.hits.length);
    const ids = new Set(ideas.map(([id]) => id));
    return ids.size === state.hits.length && state.hits.every(({ id }) => ids.has(id));
  };

  const sameAs = ({ selected, ...view }) => {
    const alike = hasSameHits(view);
    return alike && (selected?.id || "") === (state.selected?.id || "");
  };

  /* Let the app draw what the address says: it does so when the browser goes back. */
  const ask = () => {
    page.requests += 1;
    write();
    window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    page.waitUntil = performance.now() + 1500;
  };

  // --- the takeover --------------------------------------------------------------------------

  const SEARCH = ".st-key-q input";
  const isSeen = (node) => Boolean(node?.checkVisibility()) && node.getBoundingClientRect().right > 0;

  /* Somebody has a hand on the map, or types where the app has its search behind a button. */
  const isBusy = () => {
    const isTyping = document.activeElement === byId("search");
    if (isTyping && !isSeen(root().querySelector(SEARCH))) return true;
    return performance.now() - page.touched < HANDS_MS;
  };

  /* Where the focus goes: from what has it in the first paint to its like in the app. */
  const likeness = (node) => {
    if (!byId("picture").contains(node)) return null;
    const card = node.closest("#list li")?.dataset.id;
    if (card) return `.st-key-card-hit-${CSS.escape(card)} button`;
    if (node.id === "search") return SEARCH;
    if (node.closest("#kinds")) return ".st-key-kind button";
    if (node.closest(".vw-map")) return ".st-key-map-frame iframe";
    return node.closest("#examples") ? ".st-key-panel h2" : "h1";
  };

  const focusOn = (selector, before) => {
    const node = root().querySelector(selector) || root().querySelector("h1");
    if (!node) return;
    if (node.tabIndex < 0) node.setAttribute("tabindex", "-1");
    node.focus({ preventScroll: true });
    if (selector === SEARCH && before.selectionStart !== null)
      node.setSelectionRange?.(before.selectionStart, before.selectionEnd);
  };

  const place = (other) => {
    if (!map.sk.touched && !state.reveal) return;
    other.sk.touched = true;
    other.setView(map.getCenter(), map.getZoom(), { animate: false });
  };

  const takeOver = (other) => {
    place(other);
    const before = document.activeElement;
    const selector = likeness(before);
    const top = byId("picture").scrollTop;
    clearInterval(page.timer);
    silencer.disconnect();
    window.WebSocket = Socket;
    write();
    end();
    reveal();
    if (selector) focusOn(selector, before);
    root().querySelector("[data-testid=stMain]")?.scrollTo(0, top);
    remember();
    window.dispatchEvent(new Event("servicekartan:app"));
  };

  const look = () => {
    const other = appMap();
    if (!other || !isIdle() || isBusy() || performance.now() < (page.waitUntil || 0)) return;
    if (sameAs(other.sk.view) || page.requests >= MAX_REQUESTS) takeOver(other);
    else ask();
  };

  const start = () => {
    if (page.running) return;
    page.running = true;
    listenToSockets();
    release(sayLate);
    page.timer = setInterval(look, LOOK_MS);
    setTimeout(sayLate, LATE_MS);
  };

  const touch = () => (page.touched = performance.now());
  ["pointerdown", "pointerup", "keydown", "input", "wheel"].forEach((name) =>
    byId("picture").addEventListener(name, touch, { passive: true }),
  );
  silence();
  silencer.observe(document.body, { childList: true });
  // A kept page is shown where there is no network: what lies behind it cannot come.
  if (!document.documentElement.dataset.fetched) {
    if (isCached()) start();
    else stands.then(painted).then(start);
  }

  return { start };
})();
