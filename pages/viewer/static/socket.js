/* The line to a room: a websocket that mends itself.
 *
 * line({address, greet, hear, told}): greet() gives the first message of each connection, hear(message)
 * gets what comes, told("open" | "broken") how the line is. Returns {say(message), mend()}: say()
 * answers whether the message left. Whoever must be sure waits for the answer and says it again.
 */
servicekartan.line = (() => {
  "use strict";

  /* The room sends something at least every ten seconds, so a longer silence is a broken line. */
  const SILENCE = 25000;
  const FIRST_WAIT = 300;
  const LONGEST_WAIT = 5000;

  const line = ({ address, greet, hear, told }) => {
    let socket = null;
    let wait = FIRST_WAIT;
    let heard = 0;
    let timer = 0;
    let over = false;

    const open = () => {
      clearTimeout(timer);
      const made = new WebSocket(address);
      socket = made;
      heard = Date.now();
      made.onopen = () => made.send(JSON.stringify(greet()));
      made.onmessage = ({ data }) => {
        if (made !== socket) return;
        heard = Date.now();
        const message = JSON.parse(data);
        told("open");
        wait = FIRST_WAIT;
        over = Boolean(message.final);
        hear(message);
      };
      made.onclose = () => {
        if (made === socket) later();
      };
    };

    /* Everybody comes back after a stop: a little chance keeps them from coming all at once. */
    const later = () => {
      socket = null;
      told("broken");
      if (over) return;
      clearTimeout(timer);
      timer = setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };

    const mend = () => {
      const old = socket;
      later();
      old?.close();
    };

    const look = () => {
      if (over) return;
      if (!socket) open();
      else if (Date.now() - heard > SILENCE) mend();
    };

    const say = (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    };

    setInterval(() => socket && look(), 5000);
    window.addEventListener("online", look);
    document.addEventListener("visibilitychange", () => document.hidden || look());
    open();
    return { say, mend };
  };

  /* The address of a room's line, from a page that says where the app's root is. */
  line.address = (root, code) => {
    const address = new URL(`${root}rum/${code}/ws`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    return address.href;
  };

  return line;
})();
