/* What is said of what one has done comes into view: it stands at the top, the button far below. */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  const texts = new WeakMap();
  let pressed = false;

  addEventListener("click", () => (pressed = true), { capture: true });

  page.watchers.push(() => {
    for (const message of document.querySelectorAll('[data-testid="stMain"] [data-testid="stAlert"]')) {
      const isNew = texts.get(message) !== message.textContent;
      texts.set(message, message.textContent);
      const { top, bottom } = message.getBoundingClientRect();
      if (isNew && pressed && (bottom < 0 || top > innerHeight)) message.scrollIntoView({ block: "center" });
    }
  });
})();
