/* Gestures that belong to the page around the map, which must go on scrolling over it.
 *
 * In a frame on another site's page the wheel zooms with Ctrl, or once the map has been clicked,
 * until the pointer leaves it. There, and on a phone, two fingers move and zoom the map, and one
 * finger scrolls the page.
 */
(() => {
  "use strict";

  const { element } = servicekartan;
  const HINT_MS = 1500;
  const PHONE = "(max-width: 700px)";

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
    // Before Leaflet's own listener, which the decision adds or removes. Not passive: else the first
    // turn of the wheel cannot be cancelled, and the browser zooms or scrolls the page as well.
    container.addEventListener("wheel", decide, { capture: true, passive: false });
    map.scrollWheelZoom.disable();
  };

  const shareFingers = (map, container, hint, isShared) => {
    const decide = ({ pointerType }) =>
      map.dragging[pointerType === "touch" && isShared() ? "disable" : "enable"]();
    container.addEventListener("pointerdown", decide, { capture: true });
    const move = ({ touches }) => touches.length === 1 && isShared() && hint("fingers");
    container.addEventListener("touchmove", move, { passive: true });
  };

  /* Leave one finger, and on another site's page the wheel, to the page around. */
  const shareGestures = (map, scrolls) => {
    const { page } = map.sk;
    const isFramed = page.parent !== page;
    if (!isFramed && !scrolls) return;
    const container = map.getContainer();
    const hint = hinting(map);
    const phone = page.matchMedia(PHONE);
    const isShared = () => isFramed || phone.matches;
    const follow = () => container.classList.toggle("sk-shared", isShared());
    follow();
    phone.addEventListener("change", follow);
    if (isFramed) shareWheel(map, container, hint);
    shareFingers(map, container, hint, isShared);
  };

  Object.assign(servicekartan, { shareGestures });
})();
