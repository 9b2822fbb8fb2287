/* Keeps the way back to a filtered page.
 *
 * On the way to another page Streamlit first pushes the address without its parameters, and then the
 * other page's, so that Back leads to a page without its filter: the first of the two entries is
 * taken over by the second. And on the way back it drops parameters that both pages have: the page
 * is then opened anew by its whole address.
 */
(() => {
  "use strict";

  const TOGETHER_MS = 2000;
  const BACK_MS = 5000;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const parse = (address) => new URL(address ?? location.href, location.href);
  let emptied = -TOGETHER_MS;
  let path = location.pathname;
  let returned = { at: -BACK_MS };

  history.pushState = (state, title, address) => {
    const next = parse(address);
    const leaves = next.pathname !== location.pathname;
    const together = leaves && performance.now() - emptied < TOGETHER_MS;
    emptied = !leaves && location.search && !next.search ? performance.now() : -TOGETHER_MS;
    path = next.pathname;
    if (together) replace(state, title, address);
    else push(state, title, address);
  };

  history.replaceState = (state, title, address) => {
    const next = parse(address);
    const names = [...parse().searchParams.keys()];
    const drops = names.some((name) => !next.searchParams.has(name));
    if (drops && parse().href === returned.href && performance.now() - returned.at < BACK_MS)
      return location.reload();
    replace(state, title, address);
  };

  addEventListener("popstate", () => {
    if (location.pathname !== path) returned = { href: location.href, at: performance.now() };
    path = location.pathname;
  });
})();
