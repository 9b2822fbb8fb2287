/* Keeps the way back to a filtered page.
 *
 * On the way to another page Streamlit first pushes the address without its parameters, and then the
 * other page's, so that Back leads to a page without its filter. The first of the two entries is
 * taken over by the second.
 */
(() => {
  "use strict";

  const TOGETHER_MS = 2000;
  const push = history.pushState.bind(history);
  let emptied = -TOGETHER_MS;
  history.pushState = (state, title, address) => {
    const next = new URL(address ?? location.href, location.href);
    const leaves = next.pathname !== location.pathname;
    const together = leaves && performance.now() - emptied < TOGETHER_MS;
    emptied = !leaves && location.search && !next.search ? performance.now() : -TOGETHER_MS;
    if (together) history.replaceState(state, title, address);
    else push(state, title, address);
  };
})();
