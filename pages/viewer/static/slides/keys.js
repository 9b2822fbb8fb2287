/* Keys and fingers: which action each of them is. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { actions, all, find, isPresenting, move, state } = deck;

  const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous",
    Home: "first", End: "last", Escape: "overview",
    o: "overview", b: "blank", ".": "blank", f: "fullscreen", s: "speaker", t: "theme", "?": "help",
  };

  const press = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const dialog = find("dialog[open]");
    const held = event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented;
    const pressed = key === " " && event.target.closest("button, a, input, .sk-icon");
    const letter = key.length === 1 && key !== " " && !find("#letters").checked;
    if (!isPresenting() || !KEYS[key] || held || pressed || letter) return;
    if (dialog) return pressInside(dialog, event, KEYS[key]);
    event.preventDefault();
    actions[KEYS[key]]();
  };

  /* In the overview the arrows walk the grid. Escape closes a dialog by itself. */
  const pressInside = (dialog, event, action) => {
    const links = all("a", dialog);
    const across = links.filter((link) => link.offsetTop === links[0].offsetTop).length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    links[links.indexOf(document.activeElement) + steps]?.focus();
    if (steps) event.preventDefault();
    else if (action === dialog.id && event.key !== "Escape") dialog.close();
  };

  /* A finger drawn sideways over the text turns the page; over the map it moves the map. */
  const swipe = (surface) => {
    const spot = ({ changedTouches: [touch] }) => [touch.clientX, touch.clientY];
    let from = [0, 0];
    surface.addEventListener("touchstart", (event) => (from = spot(event)), { passive: true });
    surface.addEventListener("touchend", (event) => {
      const [x, y] = spot(event).map((value, axis) => value - from[axis]);
      if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) move(state.at + (x < 0 ? 1 : -1));
    });
  };

  Object.assign(deck, { press, swipe });
})();
