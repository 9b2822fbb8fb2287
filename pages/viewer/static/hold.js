/* Holds Streamlit's own tags back until the first paint stands, for they would take its turn.
 *
 * It stands in the page's head. What is held lies in the template #app. If the first paint's scripts do
 * not come, Streamlit starts as if there were no first paint.
 */
window.servicekartanHold = (() => {
  "use strict";

  const LIMIT_MS = 15000;
  const STARTED = "servicekartan-started";
  let held = true;

  const tags = () => document.getElementById("app")?.content;
  const entry = () => tags()?.querySelector("script[src]")?.getAttribute("src");

  /* A browser without storage starts as on a first visit. */
  const stored = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  };

  /* Let Streamlit start; `fail` is called if its code cannot be fetched. */
  const release = (fail = () => {}) => {
    if (!held || !tags()) return;
    held = false;
    const content = document.importNode(tags(), true);
    content.querySelectorAll("script, link[rel=stylesheet]").forEach((tag) => (tag.onerror = fail));
    const style = content.querySelector("[data-app]");
    document.head.append(content);
    // The app's own style overrules Streamlit's, which come into the head as they are needed.
    if (style) document.body.append(style);
  };

  /* Take the first paint away and give the page to Streamlit. */
  const reveal = () => {
    document.querySelectorAll("#picture, [data-first-paint]").forEach((node) => node.remove());
    document.querySelectorAll("body > [inert]").forEach((node) => node.removeAttribute("inert"));
  };

  const giveUp = () => {
    release();
    reveal();
  };

  /* Streamlit's code is in the browser's cache if this very version has started here before. */
  const isCached = () => {
    const name = entry();
    return Boolean(name) && stored((storage) => storage.getItem(STARTED)) === name;
  };

  const remember = () => stored((storage) => storage.setItem(STARTED, entry()));

  addEventListener("DOMContentLoaded", () => {
    if (!window.servicekartan?.firstPaint) giveUp();
  });
  if (!document.documentElement.dataset.fetched) setTimeout(release, LIMIT_MS);

  return { isCached, release, remember, reveal };
})();
