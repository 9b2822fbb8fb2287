/* What the phone sends: one message at a time, and again until it is acknowledged. */
(() => {
  "use strict";

  const { phone } = servicekartan;
  const { announce, connection, find, read, update, words } = phone;
  const PATIENCE = 8000;

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const post = (message) => {
    update((state) => state.waiting.push(message));
    send();
    phone.draw();
  };

  const send = () => {
    const [next] = read().waiting;
    if (connection.underway || connection.broken || !next || !connection.stage?.open) return;
    if (!connection.socket.send(next)) return;
    connection.underway = next;
    setTimeout(() => connection.underway === next && connection.socket.reconnect(), PATIENCE);
  };

  const acknowledge = (refusal) => {
    const sent = connection.underway;
    connection.underway = null;
    if (!sent) return;
    // Closed only means not now: it is sent when the room opens again.
    if (refusal !== "closed") settle(sent, refusal);
    else connection.stage = { ...connection.stage, open: false };
    send();
    phone.draw();
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

  Object.assign(phone, { acknowledge, post, send });
})();
