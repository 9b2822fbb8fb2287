/* What has opened is seen from its beginning, has the focus and is said.
 *
 * A view is what the page shows under its heading: the list, one of its pages, or an example. The
 * list comes back where it was left, with the focus on the card that led away from it.
 */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  const { find } = page;
  /* After how long the page may still grow above what has been opened. */
  const GROWING_MS = [0, 400, 1200, 2500];
  const scrolls = new Map();
  let current = null;
  let focused = null;

  const param = (name) => new URLSearchParams(location.search).get(name) || "";

  const readView = () => {
    const heading = find("#innehall");
    if (!heading) return null;
    const idea = param("idea") || param("exempel") || param("guide") || param("arende");
    const title = heading.textContent.trim();
    const key = [location.pathname, idea || `list ${param("page")}`, title].join("\n");
    return { heading, title, idea, key, path: location.pathname };
  };

  const scrollers = () => [find(".st-key-panel"), find('[data-testid="stMain"]')].filter(Boolean);

  const remember = () => {
    const view = readView();
    if (view && current?.key === view.key && !view.idea)
      scrolls.set(view.key, scrollers().map((box) => box.scrollTop));
  };

  const showStart = ({ heading }) => {
    const panel = find(".st-key-panel");
    if (panel) panel.scrollTop = 0;
    const steps = find(".st-key-steps");
    const top = (steps || heading).getBoundingClientRect().top;
    if (page.narrow.matches || top < 0) (steps || heading).scrollIntoView({ block: "start" });
  };

  let touchedAt = 0;
  for (const type of ["pointerdown", "keydown", "wheel", "touchstart"])
    addEventListener(type, () => (touchedAt = performance.now()), { capture: true, passive: true });

  /* The page grows above what is shown until all of it is drawn. */
  const showWhileGrowing = (view, show) => {
    const start = performance.now();
    GROWING_MS.forEach((ms) => setTimeout(() => touchedAt > start || current.key !== view.key || show(), ms));
  };

  const showAgain = (view) => {
    const before = scrolls.get(view.key);
    if (before) scrollers().forEach((box, at) => (box.scrollTop = before[at] ?? 0));
    else showStart(view);
  };

  const keyOf = (element) =>
    [...(element.closest('[class*="st-key-"]')?.classList || [])].find((name) => name.startsWith("st-key-"));

  /* Several lists may have a card of the same example: the pressed one comes first. */
  const CARDS = '[class*="st-key-card-"] button';
  let pressed = "";
  document.addEventListener("click", ({ target }) => {
    const card = target.closest?.(CARDS);
    if (card) pressed = keyOf(card);
  }, true);

  const cardOf = ({ title }) => {
    const cards = [...document.querySelectorAll(CARDS)].filter((card) => card.textContent.trim() === title);
    return cards.find((card) => keyOf(card) === pressed) || cards[0];
  };

  const showCard = (card) => {
    const { top, bottom } = card?.getBoundingClientRect() || {};
    if (top < 0 || bottom > innerHeight) card.scrollIntoView({ block: "center" });
  };

  const changeView = (view) => {
    const before = current;
    current = view;
    if (!before || before.path !== view.path) {
      // On a phone a link to an example shows the example before the map.
      if (view.idea && page.narrow.matches) showWhileGrowing(view, () => showStart(current));
      if (before && page.focusIsLost()) page.focus(view.heading);
      return;
    }
    const returns = before.idea && !view.idea;
    if (returns) showAgain(view);
    else showStart(view);
    if (returns) showWhileGrowing(view, () => showCard(cardOf(before)));
    const typing = document.activeElement?.matches("input, textarea");
    if (!typing) page.focus((returns && cardOf(before)) || view.heading);
  };

  /* Back changes the address before the page is drawn: what is there is still the former view. */
  const isOutdated = (view) =>
    current?.path === view.path && !current.idea !== !view.idea && current.title === view.title;

  const followView = () => {
    const view = readView();
    if (view && isOutdated(view)) return;
    if (view && view.key !== current?.key) changeView(view);
    else if (view) current = view;
  };

  /* What had the focus is gone: take what stands in its place, else where the page begins. */
  const keepFocus = () => {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    const again = focused.id && document.getElementById(focused.id);
    const same = focused.key && find(`.${CSS.escape(focused.key)} :is(button, input, textarea, a):not(:disabled)`);
    const dialog = find('[role="dialog"]');
    page.focus(again || same || dialog || find("#innehall") || find('[data-testid="stMain"] h1'));
  };

  /* Streamlit replaces what it has counted, which no screen reader notices: say it in a region that
   * stays. */
  const sayCount = () => {
    const region = find("#sk-live");
    const status = find('[data-testid="stMain"] p[role="status"]');
    if (!region || !status) return;
    status.setAttribute("aria-live", "off");
    const text = status.textContent.trim();
    if (text !== region.textContent) region.textContent = text;
  };

  /* The problems of a form: tied to their fields, the first of which has the focus. */
  let problems = "";
  const tieProblems = () => {
    const marks = [...document.querySelectorAll('[data-testid="stMain"] [class*="st-key-problem-"]')];
    const fields = marks.map((mark, at) => {
      mark.id ||= `sk-problem-${at}`;
      const before = mark.closest('[data-testid="stLayoutWrapper"]')?.previousElementSibling || mark.previousElementSibling;
      const field = before?.querySelector('[role="radiogroup"], [role="combobox"], input, textarea');
      field?.setAttribute("aria-invalid", "true");
      field?.setAttribute("aria-describedby", mark.id);
      return field;
    });
    for (const field of document.querySelectorAll('[aria-describedby^="sk-problem"]'))
      if (!fields.includes(field)) {
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
      }
    const text = marks.map((mark) => mark.textContent).join("\n");
    const more = text.length > problems.length;
    problems = text;
    if (more) fields.find(Boolean)?.focus();
  };

  document.addEventListener("scroll", remember, { capture: true, passive: true });
  document.addEventListener("focusin", ({ target }) => {
    focused = target;
    focused.key = keyOf(target);
  });
  page.watchers.push(sayCount, tieProblems, followView, keepFocus);
})();
