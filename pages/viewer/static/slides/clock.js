/* The speaker's clock: the time of day, and that since the start. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { find, page } = deck;

  let started = Date.now();

  const tick = () => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    const two = String(seconds % 60).padStart(2, "0");
    const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    find("#elapsed").textContent = `${Math.floor(seconds / 60)}:${two}`;
    find("#time").textContent = new Date().toLocaleTimeString(page.lang, hour);
  };

  const restart = () => (started = Date.now());

  Object.assign(deck, { restart, tick });
})();
