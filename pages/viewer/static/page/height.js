/* Map and list take the height that is left below what stands over them, also when that wraps. */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  const root = document.documentElement;
  /* What the style sheet reckons with, and what it may be wrong by, in pixels, before the map is drawn anew. */
  const USUAL = 121.6;
  const SLACK = 8;
  let top = USUAL;

  page.watchers.push(() => {
    const frame = page.find(".st-key-map-frame");
    if (!frame || page.narrow.matches) return;
    const now = frame.getBoundingClientRect().top + page.find('[data-testid="stMain"]').scrollTop;
    if (Math.abs(now - top) < SLACK) return;
    top = now;
    root.style.setProperty("--sk-top", `${Math.round(now)}px`);
  });
})();
