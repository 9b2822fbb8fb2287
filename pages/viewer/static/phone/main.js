/* The start: draw what is remembered, listen, and connect. */
(() => {
  "use strict";

  const { phone } = servicekartan;
  const { acknowledge, connection, data, draw, drawList, drawNow, drawState, find, key, openMap } = phone;
  const { read, send, setPin, submitIdea, takeMine, update, usePin, words } = phone;

  const receive = (message) => {
    if (message.final) {
      connection.over = words[message.why] || words.invalid;
      drawState();
    } else if (message.type === "mine") {
      connection.underway = null;
      takeMine(message.dots);
      draw();
    } else if (message.type === "stage") {
      const moved = message.at !== connection.stage?.at;
      connection.stage = message;
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
    usePin();
    find("#pin").close();
  });
  find("#cancel").addEventListener("click", () => find("#pin").close());
  const { connect, roomAddress } = servicekartan.socket;
  connection.socket = connect({
    address: roomAddress(data.root, data.code),
    greeting: () => ({ type: "hello", phone: key }),
    receive,
    onState: (state) => {
      if (connection.broken === (state === "broken")) return;
      connection.broken = !connection.broken;
      if (connection.broken) connection.underway = null;
      drawState();
    },
  });
})();
