/* Moves the focus to what has been opened, and back to the card that it was opened from.
 *
 * Streamlit takes a pressed card away together with the focus, so that the next Tab begins at the
 * top. What has been opened has its heading in #innehall. A list that is shown again has a button
 * with the words of the heading that was there before.
 */
(() => {
  "use strict";

  const CALM_MS = 50;
  const heading = () => document.getElementById("innehall");
  const title = () => heading()?.textContent.trim() ?? "";
  let last = null;
  let before = "";
  let timer;

  const cardOf = (text) =>
    [...document.querySelectorAll('[class*="st-key-card-"] button')].find((button) => button.textContent.trim() === text);

  const move = () => {
    const isLost = last && !last.isConnected && document.activeElement === document.body;
    // Streamlit may draw the heading that has just got the focus once more.
    const isNew = title() !== before || last?.id === "innehall";
    if (!isLost || !title() || !isNew) return;
    const target = (title() !== before && cardOf(before)) || heading();
    if (target === heading()) target.tabIndex = -1;
    target.focus();
  };

  addEventListener("focusin", ({ target }) => {
    last = target;
    before = title();
  });
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(move, CALM_MS);
  }).observe(document, { childList: true, subtree: true });
})();
