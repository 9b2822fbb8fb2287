/* What comes of a room, on the wall: dots for each example, ideas as they come, and the way in.
 *
 * Needs map.js and socket.js. The page's data has room: {code, root, examples: [{id, heading, kind}],
 * words} and, beside it, kinds. On the page of results the wall is #results and
 * #corner; in a presentation it is the slide of type "results" and its #corner.
 */
(() => {
  "use strict";

  const { element, kindOf, symbol } = servicekartan;
  const data = JSON.parse(document.querySelector("#data").textContent);
  const { code, root, examples, words } = data.room;
  const corner = document.querySelector("#corner");
  const wall = document.querySelector("#results");
  const MAX_BARS = 8;
  /* Sizes of type, in em, that are tried until all bars are seen, their titles whole. */
  const TYPE_SIZES = [1, 0.9, 0.8, 0.7];
  const MIN_BARS = 3;
  let drawnIds = null;

  // --- dots ----------------------------------------------------------------------------------------------

  /* A bar is made once and then only grows, so that it can be seen to. */
  const makeBar = ({ heading, kind }) => {
    const row = element("li");
    const name = element("p", "name");
    const drawnKind = kindOf(data.kinds, kind);
    if (drawnKind) name.append(symbol(drawnKind, "1em"));
    name.append(element("span", "", heading));
    const track = element("div", "track");
    track.append(element("div", "filled"));
    row.append(name, track, element("b", ""));
    return row;
  };

  const bars = new Map(examples.map((example) => [example.id, makeBar(example)]));

  const drawDots = ({ votes }) => {
    const count = (id) => votes[id] || 0;
    const most = Math.max(...Object.values(votes), 5);
    const order = [...bars.keys()].sort((one, other) => count(other) - count(one)).slice(0, MAX_BARS);
    for (const id of order) {
      const row = bars.get(id);
      row.classList.toggle("none", !count(id));
      row.querySelector("b").textContent = count(id);
      row.querySelector(".filled").style.width = `${(100 * count(id)) / most}%`;
    }
    drawn = order.map((id) => bars.get(id));
    fitBars();
    const total = Object.values(votes).reduce((sum, n) => sum + n, 0);
    wall.querySelector(".sum").textContent = words.total.replace("{n}", total);
  };

  /* Titles are never cut: the type gets smaller, and then the last bars are left out. */
  let drawn = [];
  const fitBars = () => {
    const list = wall.querySelector("ol");
    const isOver = () => list.parentElement.scrollHeight > list.parentElement.clientHeight + 1;
    if (drawn.some((row, at) => list.children[at] !== row)) list.replaceChildren(...drawn);
    for (const size of TYPE_SIZES) {
      list.style.fontSize = `${size}em`;
      if (!isOver()) return;
    }
    while (isOver() && list.children.length > MIN_BARS) list.lastElementChild.remove();
  };

  // --- ideas ---------------------------------------------------------------------------------------------

  const makeIdea = ({ id, text, merged }) => {
    const row = element("li", drawnIds && !drawnIds.has(id) ? "new" : "");
    row.append(element("span", "", text));
    if (merged.length) row.append(element("small", "", words.merged.replace("{n}", merged.length)));
    return row;
  };

  const drawIdeas = ({ notes }) => {
    wall.querySelector(".ideas .none").hidden = notes.length > 0;
    wall.querySelector(".ideas ul").replaceChildren(...notes.toReversed().map(makeIdea));
    drawnIds = new Set(notes.map(({ id }) => id));
  };

  /* In a presentation: the ideas that have a place, numbered as on the map beside them. */
  const drawPins = ({ notes }) => {
    const placed = notes.filter(({ lonlat }) => lonlat);
    document.querySelector("#pins")?.replaceChildren(...placed.map(({ text }) => element("li", "", text)));
    servicekartan.slides?.setPins(placed.map(({ lonlat: [lon, lat] }, n) => [lon, lat, String(n + 1)]));
  };

  const prepare = () => {
    const dots = element("section", "dots");
    const list = element("ol", "bars");
    dots.append(element("h2", "", words.dots), element("p", "sum"), list);
    const ideas = element("section", "ideas");
    ideas.append(element("h2", "", words.ideas), element("p", "none", words.no_ideas), element("ul", ""));
    wall.replaceChildren(dots, ideas);
  };

  // --- the way in ------------------------------------------------------------------------------------------

  const drawCorner = ({ open, phones, address }) => {
    const picture = corner.querySelector("img") || element("img", "");
    const source = `${root}rum/${code}/qr.svg?${encodeURIComponent(address)}`;
    if (picture.getAttribute("src") !== source) picture.setAttribute("src", source);
    picture.alt = words.qr;
    const way = element("div", "way");
    const host = element("p", "host", address.replace(/^https?:\/\//, "") + "/rum");
    way.append(host, element("p", "letters", code));
    way.append(element("p", "phones", open ? words.phones.replace("{n}", phones) : words.closed));
    corner.replaceChildren(picture, way);
  };

  // --- the websocket ---------------------------------------------------------------------------------------

  let unsent = null;

  const lead = (message) => {
    unsent = socket.send(message) ? null : message;
  };

  const receive = (message) => {
    if (message.type !== "results") return;
    drawCorner(message);
    if (wall) {
      drawDots(message);
      drawIdeas(message);
      drawPins(message);
    }
    if (unsent) lead(unsent);
  };

  if (wall) prepare();
  if (wall) window.addEventListener("resize", fitBars);
  document.addEventListener("servicekartan:slide", ({ detail: { type } }) => type === "results" && fitBars());
  const { connect, roomAddress } = servicekartan.socket;
  const socket = connect({
    address: roomAddress(root, code),
    greeting: () => ({ type: "watch" }),
    receive,
    onState: (state) => document.documentElement.classList.toggle("broken", state === "broken"),
  });

  // In the leader's presentation the phones follow along.
  document.addEventListener("servicekartan:slide", ({ detail: { at, stops } }) =>
    lead({ type: "position", at: Math.min(at, stops + 1) }),
  );
})();
