/* What comes of a room, on the wall: dots for each example, ideas as they come, and the way in.
 *
 * Needs map.js and line.js. data.room (or the page's data) is {code, root, examples: [{id, heading,
 * place, kind}], words}; kinds stand beside it. On the page of results the wall is #results and
 * #corner; in a presentation it is the slide of type "results" and its #corner.
 */
(() => {
  "use strict";

  const { element, symbol } = servicekartan;
  const data = JSON.parse(document.querySelector("#data").textContent);
  const { code, root, examples, words } = data.room;
  const corner = document.querySelector("#corner");
  const wall = document.querySelector("#results");
  const SHOWN = 8;
  const kinds = Object.fromEntries(data.kinds.map((kind) => [kind.key, kind]));
  let seen = new Set();
  let latest = null;

  // --- dots ----------------------------------------------------------------------------------------------

  const bar = (example, count, most) => {
    const row = element("li", count ? "" : "none");
    const name = element("p", "name");
    if (kinds[example.kind]) name.append(symbol(kinds[example.kind], "1em"));
    name.append(element("span", "", example.heading), element("small", "", example.place));
    const track = element("div", "track");
    const filled = element("div", "filled");
    filled.style.width = `${(100 * count) / Math.max(most, 1)}%`;
    track.append(filled);
    row.append(name, track, element("b", "", count));
    return row;
  };

  const drawDots = ({ votes }) => {
    const count = ({ id }) => votes[id] || 0;
    const most = Math.max(...Object.values(votes), 5);
    const sorted = [...examples].sort((one, other) => count(other) - count(one));
    const rows = sorted.slice(0, SHOWN).map((example) => bar(example, count(example), most));
    const total = Object.values(votes).reduce((sum, n) => sum + n, 0);
    const list = element("ol", "bars");
    list.append(...rows);
    const section = element("section", "dots");
    section.append(element("h2", "", words.dots), list);
    section.append(element("p", "sum", words.total.replace("{n}", total)));
    return section;
  };

  // --- ideas ---------------------------------------------------------------------------------------------

  const drawIdeas = ({ notes }) => {
    const section = element("section", "ideas");
    section.append(element("h2", "", words.ideas));
    if (!notes.length) section.append(element("p", "none", words.no_ideas));
    const list = element("ul", "");
    for (const { id, text, merged } of notes.toReversed()) {
      const row = element("li", seen.has(id) ? "" : "new");
      row.append(element("span", "", text));
      if (merged.length) row.append(element("small", "", words.merged.replace("{n}", merged.length)));
      list.append(row);
    }
    section.append(list);
    return section;
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
    way.append(element("p", "phones", open ? (phones === 1 ? words.one_phone : words.phones.replace("{n}", phones)) : words.closed));
    corner.replaceChildren(picture, way);
  };

  const draw = () => {
    drawCorner(latest);
    if (!wall) return;
    wall.replaceChildren(drawDots(latest), drawIdeas(latest));
    seen = new Set(latest.notes.map(({ id }) => id));
  };

  const line = servicekartan.line({
    address: servicekartan.line.address(root, code),
    greet: () => ({ type: "watch" }),
    hear: (message) => {
      if (message.type !== "results") return;
      latest = message;
      draw();
    },
    told: (state) => document.documentElement.classList.toggle("broken", state === "broken"),
  });

  // In the leader's presentation the phones follow along.
  document.addEventListener("servicekartan:slide", ({ detail: { at, stops } }) => {
    line.say({ type: "position", at: Math.min(at, stops + 1) });
  });
})();
