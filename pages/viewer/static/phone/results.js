/* What the phone has sent, and what the room came to. */
(() => {
  "use strict";

  const { element, phone } = servicekartan;
  const { connection, data, dots, drawDots, find, read, words } = phone;

  /* What the room came to, once it is closed: there is nothing more to do. */
  const drawOver = () => {
    const closed = Boolean(connection.stage) && !connection.stage.open;
    find("#over").hidden = !closed;
    for (const part of ["#showing", "#own", "#own-heading", "#bottom"]) find(part).hidden = closed;
    find("#all").hidden = closed || !find("#examples").children.length;
    const unsent = read().waiting.some(({ type }) => type === "note");
    find("#writing").hidden = closed && !unsent;
    if (!closed) return;
    const favourites = data.stops.filter(({ idea }) => connection.stage.votes[idea]);
    const order = favourites.toSorted((one, other) => connection.stage.votes[other.idea] - connection.stage.votes[one.idea]);
    const bars = order.map(({ heading, idea }) => element("li", "", element("span", "", heading), element("b", "", connection.stage.votes[idea])));
    find("#over-dots").replaceChildren(...(bars.length ? bars : [element("li", "", words.none_given)]));
    const notes = connection.stage.notes.map(({ text, merged }) => element("li", "", [text, ...merged].join(" · ")));
    find("#over-ideas").replaceChildren(...(notes.length ? notes : [element("li", "", words.no_ideas)]));
  };

  const drawIdeas = () => {
    const { ideas, waiting } = read();
    const row = (text, state) =>
      element("li", "", element("span", "", text), element("small", "", state));
    const onTheWay = waiting.filter(({ type }) => type === "note");
    find("#ideas").replaceChildren(
      ...onTheWay.map(({ text }) => row(text, connection.stage && !connection.stage.open ? words.unsent : words.waiting)),
      ...ideas.toReversed().map((text) => row(text, words.kept)),
    );
  };

  const drawState = () => {
    const text = connection.over || (connection.broken ? words.broken : connection.stage && !connection.stage.open ? words.closed : "");
    find("#line").textContent = text;
    find("#line").hidden = !text;
  };

  const draw = () => {
    drawDots(dots());
    drawIdeas();
    drawOver();
    drawState();
  };

  Object.assign(phone, { draw, drawState });
})();
