/* What Streamlit's page lacks for those who see, hear or reach it otherwise; the first of its files.
 *
 * Streamlit draws the page anew after each choice. What the other files want to do about that they
 * push to `watchers`; each is called when the page has been still for a moment.
 */
window.servicekartanPage = { watchers: [] };
(() => {
  "use strict";

  const STILL_MS = 120;
  const LONGEST_MS = 2000;
  const page = window.servicekartanPage;

  page.narrow = matchMedia("(max-width: 768px)");
  page.find = (selector, within = document) => within.querySelector(selector);

  /* Focus an element that may not be a tab stop, such as a heading. */
  page.focus = (target) => {
    if (!target) return;
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };

  /* Whether the element that had the focus is gone, or a frame has kept it. */
  page.focusIsLost = () => {
    const { activeElement } = document;
    return !activeElement || activeElement === document.body || activeElement.tagName === "IFRAME";
  };

  const watch = () => {
    let timer;
    let since = 0;
    const look = () => {
      const running = page.find('[data-test-script-state="running"]');
      if (running && performance.now() - since < LONGEST_MS) return void (timer = setTimeout(look, STILL_MS));
      timer = null;
      page.watchers.forEach((watcher) => watcher());
    };
    const wait = () => {
      if (timer) clearTimeout(timer);
      else since = performance.now();
      timer = setTimeout(look, STILL_MS);
    };
    new MutationObserver(wait).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["aria-label", "title", "placeholder", "data-collapsed"],
    });
    wait();
  };

  document.addEventListener("DOMContentLoaded", watch);
})();
