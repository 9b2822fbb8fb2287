/* On a phone the list lies over the map as a sheet: one scrolls it up and down, or presses a button.
 *
 * The map stays where it is by its style. The same in the app, its first paint and the light viewer.
 */
(() => {
  "use strict";

  const BUTTON = ".sk-sheet-button";
  const SHEET = "#examples, .st-key-panel";
  const MAP = "#map, .st-key-map-frame iframe";
  const TOP = "#viewer, .st-key-summary, .st-key-place";
  /* How much of the screen the map must have left to be what one looks at. */
  const MAP_SHARE = 0.4;

  const find = (selector) => (document.getElementById("picture") || document).querySelector(selector);

  const isUp = () => find(SHEET)?.getBoundingClientRect().top < innerHeight * MAP_SHARE;

  /* Whether a box lies over the map, which must have no mark under a button. */
  const isOverMap = ({ top, bottom }) => {
    const map = find(MAP)?.getBoundingClientRect();
    return Boolean(map) && map.top < bottom && map.bottom > top;
  };

  /* The button says which way it leads, and is away while the map reaches down under it. */
  const follow = () => {
    const button = find(BUTTON);
    if (!button) return;
    const up = isUp();
    button.toggleAttribute("data-up", up);
    button.toggleAttribute("data-away", !up && isOverMap(button.getBoundingClientRect()));
  };

  const pull = () => {
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    find(isUp() ? TOP : SHEET)?.scrollIntoView({ block: "start", behavior });
  };

  document.addEventListener("scroll", follow, { capture: true, passive: true });
  addEventListener("resize", follow);
  addEventListener("load", follow);
  window.servicekartanPage?.watchers.push(follow);
  document.addEventListener("click", ({ target }) => target.closest?.(BUTTON) && pull());
})();
