/* The phone in a room: what is shown now, the dots, and ideas of one's own.
 *
 * Messages stay in localStorage until the room has acknowledged them. They are sent one at a time,
 * and again after a broken connection; the room counts a repeated message once.
 *
 * This first of its files holds what the others share: the room's data, the state of the connection,
 * and what the phone remembers.
 */
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);
  const data = JSON.parse(find("#data").textContent);
  /* What the room shows, the message that awaits its acknowledgement, and how the connection is. */
  const connection = { stage: null, underway: null, broken: false, over: "", socket: null };

  const memory = {};
  const storage = {
    get: (name) => {
      try {
        return localStorage.getItem(name);
      } catch {
        return memory[name] ?? null;
      }
    },
    set: (name, value) => {
      memory[name] = value;
      try {
        localStorage.setItem(name, value);
      } catch {
        // Private windows may refuse: then it is remembered as long as the page is open.
      }
    },
  };

  const random = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  /* Kept in two places, so that clearing one of them makes no new phone. */
  const key = (() => {
    const cookie = document.cookie.match(/(?:^|; )telefon=([0-9a-f]{32})(?:;|$)/)?.[1];
    const value = storage.get("servicekartan-telefon") || cookie || random();
    storage.set("servicekartan-telefon", value);
    // Below the app's root, which is one step up from the room.
    const { pathname } = new URL("../", location.href);
    document.cookie = `telefon=${value}; path=${pathname}; SameSite=Lax`;
    return value;
  })();

  /* Read and written as a whole each time: the same phone may have two windows open. */
  const PLACE = `servicekartan-rum-${data.code}`;
  const read = () => ({ dots: {}, waiting: [], ideas: [], draft: "", pin: null, ...JSON.parse(storage.get(PLACE) || "{}") });
  const update = (change) => {
    const state = read();
    change(state);
    storage.set(PLACE, JSON.stringify(state));
  };

  const announce = (text) => {
    find("#message").textContent = text;
  };

  servicekartan.phone = { announce, connection, data, find, key, random, read, update, words: data.words };
})();
