/* The room's websocket, which reconnects by itself.
 *
 * connect({address, greeting, receive, onState}): greeting() gives the first message of each
 * connection, receive(message) gets what comes, onState("open" | "broken") the connection's state.
 * Returns {send(message), reconnect()}: send() returns whether the message left. Whoever must be
 * sure waits for the acknowledgement and sends it again.
 */
servicekartan.socket = (() => {
  "use strict";

  /* The room sends something at least every ten seconds, so a longer silence is a broken line. */
  const SILENCE = 25000;
  const FIRST_WAIT = 300;
  const LONGEST_WAIT = 5000;

  const connect = ({ address, greeting, receive, onState }) => {
    let socket = null;
    let wait = FIRST_WAIT;
    let lastMessage = 0;
    let timer = 0;
    let over = false;

    const open = () => {
      clearTimeout(timer);
      const opened = new WebSocket(address);
      socket = opened;
      lastMessage = Date.now();
      opened.onopen = () => opened.send(JSON.stringify(greeting()));
      opened.onmessage = ({ data }) => {
        if (opened !== socket) return;
        lastMessage = Date.now();
        const message = JSON.parse(data);
        onState("open");
        wait = FIRST_WAIT;
        over = Boolean(message.final);
        receive(message);
      };
      opened.onclose = () => {
        if (opened === socket) retry();
      };
    };

    /* Everybody comes back after a stop: a little chance keeps them from coming all at once. */
    const retry = () => {
      socket = null;
      onState("broken");
      if (over) return;
      clearTimeout(timer);
      timer = setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };

    const reconnect = () => {
      const old = socket;
      retry();
      old?.close();
    };

    const check = () => {
      if (over) return;
      if (!socket) open();
      else if (Date.now() - lastMessage > SILENCE) reconnect();
    };

    const send = (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    };

    setInterval(() => socket && check(), 5000);
    window.addEventListener("online", check);
    document.addEventListener("visibilitychange", () => document.hidden || check());
    open();
    return { send, reconnect };
  };

  /* The address of a room's websocket, from a page that says where the app's root is. */
  const roomAddress = (root, code) => {
    const address = new URL(`${root}rum/${code}/ws`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    return address.href;
  };

  return { connect, roomAddress };
})();
