/* Gestures in a frame on another site's page, which must go on scrolling over the map.
 *
 * The wheel zooms with Ctrl, or once the map has been clicked, until the pointer leaves it. Two
 * fingers move and zoom the map, and one finger scrolls the page.
 */
(() => {
  "use strict";

  const { element } = servicekartan;
  const HINT_MS = 1500;

  const hinting = (map) => {
    const text = element("div", { class: "sk-hint", "aria-hidden": "true" });
    map.getContainer().append(text);
    let timer;
    return (name) => {
      text.textContent = map.sk.view?.words[name] || "";
      text.classList.add("sk-seen");
      clearTimeout(timer);
      timer = setTimeout(() => text.classList.remove("sk-seen"), HINT_MS);
    };
  };

  const shareWheel = (map, container, hint) => {
    let clicked = false;
    container.addEventListener("click", () => (clicked = true));
    container.addEventListener("mouseleave", () => (clicked = false));
    const decide = ({ ctrlKey, metaKey }) => {
      const zooms = clicked || ctrlKey || metaKey;
      map.scrollWheelZoom[zooms ? "enable" : "disable"]();
      if (!zooms) hint("wheel");
    };
    // Before Leaflet's own listener, which the decision adds or removes.
    container.addEventListener("wheel", decide, { capture: true, passive: true });
    map.scrollWheelZoom.disable();
  };

  const shareFingers = (map, container, hint) => {
    const decide = ({ pointerType }) => map.dragging[pointerType === "touch" ? "disable" : "enable"]();
    container.addEventListener("pointerdown", decide, { capture: true });
    const move = ({ touches }) => touches.length === 1 && hint("fingers");
    container.addEventListener("touchmove", move, { passive: true });
  };

  /* Leave the wheel and one finger to the page around, if that is another site's. */
  const shareGestures = (map) => {
    const { page } = map.sk;
    if (page.parent === page) return;
    const container = map.getContainer();
    container.classList.add("sk-framed");
    const hint = hinting(map);
    shareWheel(map, container, hint);
    shareFingers(map, container, hint);
  };

  Object.assign(servicekartan, { shareGestures });
})();
