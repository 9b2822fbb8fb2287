/* The presenter's and the speaker's window: what one shows, the other shows. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { code, darken, isBlank, present, show, speaker, state } = deck;

  const channel = new BroadcastChannel(`servicekartan ${code}`);
  let other = window.opener;

  /* A file on a stick has no channel: there the windows speak to each other directly. */
  const post = (message) => {
    channel.postMessage(message);
    other?.postMessage({ servicekartan: code, ...message }, "*");
  };

  const receive = (message) => {
    if (message.hello) return post({ at: state.at, blank: isBlank() });
    darken(message.blank);
    show(message.at);
  };

  const listen = () => {
    channel.onmessage = (event) => receive(event.data);
    window.addEventListener("message", ({ data: message, source }) => {
      if (source === other && message?.servicekartan === code) receive(message);
    });
    if (speaker) post({ hello: true });
  };

  const openSpeaker = () => {
    const address = new URL(location.href);
    address.searchParams.set("talare", "");
    other = window.open(address, "talare", "popup,width=1100,height=720");
  };

  /* Show a slide in both windows. */
  const move = (number) => {
    darken(false);
    present(number);
    post({ at: state.at, blank: false });
  };

  Object.assign(deck, { listen, move, openSpeaker, post });
})();
