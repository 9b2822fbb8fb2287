/* The phone in a room: what is shown now, the dots, and ideas of one's own.
 *
 * Messages stay in localStorage until the room has acknowledged them. They are sent one at a time,
 * and again after a broken connection; the room counts a repeated message once.
 */
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);
  const { element, fill, kindOf, symbol } = servicekartan;
  const data = JSON.parse(find("#data").textContent);
  const { words } = data;
  const PATIENCE = 8000;
  let stage = null;
  let underway = null;
  let broken = false;
  let over = "";

  // --- what the phone remembers ----------------------------------------------------------------------

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
  const phone = (() => {
    const cookie = document.cookie.match(/(?:^|; )telefon=([0-9a-f]{32})(?:;|$)/)?.[1];
    const key = storage.get("servicekartan-telefon") || cookie || random();
    storage.set("servicekartan-telefon", key);
    // Below the app's root, which is one step up from the room.
    const { pathname } = new URL("../", location.href);
    document.cookie = `telefon=${key}; path=${pathname}; SameSite=Lax`;
    return key;
  })();

  /* Read and written as a whole each time: the same phone may have two windows open. */
  const PLACE = `servicekartan-rum-${data.code}`;
  const read = () => ({ dots: {}, waiting: [], ideas: [], draft: "", pin: null, ...JSON.parse(storage.get(PLACE) || "{}") });
  const update = (change) => {
    const state = read();
    change(state);
    storage.set(PLACE, JSON.stringify(state));
  };

  // --- sending messages --------------------------------------------------------------------------------

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const post = (message) => {
    update((state) => state.waiting.push(message));
    send();
    draw();
  };

  const send = () => {
    const [next] = read().waiting;
    if (underway || broken || !next || !stage?.open) return;
    if (!socket.send(next)) return;
    underway = next;
    setTimeout(() => underway === next && socket.reconnect(), PATIENCE);
  };

  const acknowledge = (refusal) => {
    const sent = underway;
    underway = null;
    if (!sent) return;
    // Closed only means not now: it is sent when the room opens again.
    if (refusal !== "closed") settle(sent, refusal);
    else stage = { ...stage, open: false };
    send();
    draw();
  };

  const settle = (sent, refusal) => {
    update((state) => {
      state.waiting = state.waiting.filter((message) => !same(message, sent));
      if (sent.type === "vote" && !refusal) state.dots[sent.slot] = [sent.idea, sent.turn];
      if (sent.type === "note" && !refusal) state.ideas.push(sent.text);
      if (sent.type === "note" && refusal && !state.draft) state.draft = sent.text;
    });
    if (refusal) announce(words[refusal] || words.invalid);
    if (sent.type === "note" && refusal) find("#text").value = read().draft;
  };

  const announce = (text) => {
    find("#message").textContent = text;
  };

  // --- dots ----------------------------------------------------------------------------------------------

  /* The dots as the phone sees them: those saved, and over them those on their way. */
  const dots = () => {
    const { dots: saved, waiting } = read();
    const mine = { ...saved };
    for (const { type, slot, idea, turn } of waiting) if (type === "vote") mine[slot] = [idea, turn];
    return mine;
  };

  const left = (mine) => data.dots - Object.values(mine).filter(([idea]) => idea).length;

  const press = (idea) => {
    const mine = dots();
    const turn = 1 + Math.max(0, ...Object.values(mine).map(([, last]) => last));
    const slots = [...Array(data.dots).keys()];
    const current = slots.find((slot) => mine[slot]?.[0] === idea);
    const free = slots.find((slot) => !mine[slot]?.[0]);
    if (!stage?.open) return announce(words.closed);
    if (current === undefined && free === undefined) return announce(words.none_left);
    announce("");
    post({ type: "vote", slot: current ?? free, idea: current === undefined ? idea : null, turn });
  };

  const takeMine = (saved) =>
    update((state) => {
      for (const [slot, [idea, turn]] of Object.entries(saved))
        if (!(state.dots[slot]?.[1] > turn)) state.dots[slot] = [idea, turn];
    });

  // --- drawing -------------------------------------------------------------------------------------------

  const about = (stop) => {
    const kind = kindOf(data.kinds, stop.kind);
    const row = element("p", "about");
    if (kind) row.append(symbol(kind, 18), element("span", "", kind.label));
    if (stop.place) row.append(element("span", "", stop.place));
    return row;
  };

  const dotButton = (stop) => {
    const button = element("button", "dot");
    button.type = "button";
    button.dataset.idea = stop.idea;
    button.append(element("i", ""), element("span", "", words.fits));
    button.setAttribute("aria-label", `${words.fits}: ${stop.heading}`);
    button.addEventListener("click", () => press(stop.idea));
    return button;
  };

  const drawList = () => {
    const rows = data.stops
      .filter(({ idea }) => idea)
      .map((stop) => {
        const row = element("li", "");
        const text = element("div", "");
        text.append(element("h3", "", stop.heading), about(stop));
        row.append(text, dotButton(stop));
        return row;
      });
    find("#examples").replaceChildren(...rows);
    find("#all").hidden = !rows.length;
  };

  const drawNow = () => {
    const stop = data.stops[stage.at - 1];
    const heading = stop ? stop.heading : stage.at ? words.end : words.welcome;
    const text = stop ? stop.text : stage.at ? words.end_text : data.intro || words.soon;
    const nodes = [element("h2", "", heading)];
    if (stop) nodes.push(about(stop));
    if (text) nodes.push(element("p", "text", text));
    if (stop?.idea) nodes.push(dotButton(stop));
    find("#now").replaceChildren(...nodes);
    find("#at").textContent = stop ? fill(words.at, { at: stage.at, all: data.stops.length }) : "";
  };

  const drawDots = (mine) => {
    const choices = new Set(Object.values(mine).map(([idea]) => idea));
    document.querySelectorAll(".dot").forEach((button) => {
      button.setAttribute("aria-pressed", choices.has(button.dataset.idea));
    });
    const count = left(mine);
    find("#left").replaceChildren(
      ...[...Array(data.dots).keys()].map((n) => element("i", n < count ? "full" : "")),
      element("span", "", words.left[Math.min(count, 2)].replace("{n}", count)),
    );
  };

  /* What the room came to, once it is closed: there is nothing more to do. */
  const drawOver = () => {
    const closed = Boolean(stage) && !stage.open;
    find("#over").hidden = !closed;
    for (const part of ["#showing", "#own", "#own-heading", "#bottom"]) find(part).hidden = closed;
    find("#all").hidden = closed || !find("#examples").children.length;
    const unsent = read().waiting.some(({ type }) => type === "note");
    find("#writing").hidden = closed && !unsent;
    if (!closed) return;
    const favourites = data.stops.filter(({ idea }) => stage.votes[idea]);
    const order = favourites.toSorted((one, other) => stage.votes[other.idea] - stage.votes[one.idea]);
    const bars = order.map(({ heading, idea }) => element("li", "", element("span", "", heading), element("b", "", stage.votes[idea])));
    find("#over-dots").replaceChildren(...(bars.length ? bars : [element("li", "", words.none_given)]));
    const notes = stage.notes.map(({ text, merged }) => element("li", "", [text, ...merged].join(" · ")));
    find("#over-ideas").replaceChildren(...(notes.length ? notes : [element("li", "", words.no_ideas)]));
  };

  const drawIdeas = () => {
    const { ideas, waiting } = read();
    const row = (text, state) =>
      element("li", "", element("span", "", text), element("small", "", state));
    const onTheWay = waiting.filter(({ type }) => type === "note");
    find("#ideas").replaceChildren(
      ...onTheWay.map(({ text }) => row(text, stage && !stage.open ? words.unsent : words.waiting)),
      ...ideas.toReversed().map((text) => row(text, words.kept)),
    );
  };

  const drawState = () => {
    const text = over || (broken ? words.broken : stage && !stage.open ? words.closed : "");
    find("#line").textContent = text;
    find("#line").hidden = !text;
  };

  const draw = () => {
    drawDots(dots());
    drawIdeas();
    drawOver();
    drawState();
  };

  // --- an idea of one's own, with a pin ------------------------------------------------------------------

  let map = null;
  let spot = null;

  const showSpot = () => {
    servicekartan.show(map, { ...data.view, near: { here: spot } });
    find("#set").disabled = !spot;
  };

  const choose = ({ lat, lng }) => {
    spot = [Number(lng.toFixed(4)), Number(lat.toFixed(4))];
    showSpot();
  };

  const openMap = () => {
    spot = read().pin;
    find("#pin").showModal();
    if (!map) {
      map = L.map("map", { zoomSnap: 0.25, minZoom: 3, maxZoom: 14 });
      servicekartan.base(map, { layers: data.layers, tiles: false, alone: true });
      map.on("click", ({ latlng }) => choose(latlng));
      map.getContainer().addEventListener("keydown", ({ key }) => key === "Enter" && choose(map.getCenter()));
    }
    showSpot();
  };

  const setPin = (pin) => {
    update((state) => (state.pin = pin));
    find("#place").textContent = pin ? words.change_pin : words.set_pin;
    find("#pinned").hidden = !pin;
  };

  const submitIdea = (event) => {
    event.preventDefault();
    const text = find("#text").value.trim().replace(/\s+/g, " ");
    if (!text) return announce(words.empty);
    const { pin } = read();
    update((state) => (state.draft = ""));
    find("#text").value = "";
    post({ type: "note", token: random(), text, lonlat: pin });
    setPin(null);
    announce(data.reviews ? words.thanks_first : words.thanks);
  };

  // --- start ---------------------------------------------------------------------------------------------

  const receive = (message) => {
    if (message.final) {
      over = words[message.why] || words.invalid;
      drawState();
    } else if (message.type === "mine") {
      underway = null;
      takeMine(message.dots);
      draw();
    } else if (message.type === "stage") {
      const moved = message.at !== stage?.at;
      stage = message;
      if (moved) drawNow();
      send();
      draw();
    } else if (message.type === "saved") acknowledge();
    else if (message.type === "refused") acknowledge(message.why);
  };

  drawList();
  draw();
  find("#text").value = read().draft;
  setPin(read().pin);
  find("#text").addEventListener("input", ({ target }) => update((state) => (state.draft = target.value)));
  find("#own").addEventListener("submit", submitIdea);
  find("#place").addEventListener("click", openMap);
  find("#unpin").addEventListener("click", () => setPin(null));
  find("#set").addEventListener("click", () => {
    setPin(spot);
    find("#pin").close();
  });
  find("#cancel").addEventListener("click", () => find("#pin").close());
  const { connect, roomAddress } = servicekartan.socket;
  const socket = connect({
    address: roomAddress(data.root, data.code),
    greeting: () => ({ type: "hello", phone }),
    receive,
    onState: (state) => {
      if (broken === (state === "broken")) return;
      broken = !broken;
      if (broken) underway = null;
      drawState();
    },
  });
})();
