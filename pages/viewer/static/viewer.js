/* The light viewer: a map, a list and a panel on one page of plain HTML, with no server behind.
 *
 * Reads the JSON in #data, see viewer_page.py. Text from people only ever becomes textContent or
 * an attribute, never HTML. What is chosen stands in the address: idea, pos, sok and slag.
 * Other scripts on the page find the map and choose(id) in servicekartan.viewer.
 */
servicekartan.viewer = (() => {
  "use strict";

  const { symbol, remember } = servicekartan;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { words } = data;
  const asked = (name) => new URL(location.href).searchParams.get(name) || "";
  const ideas = new Map(data.ideas.map((idea) => [idea.id, idea]));
  const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
  const state = { hits: [], reveal: 0 };

  const readAddress = () => {
    state.text = asked("sok");
    state.kinds = new Set(asked("slag").split(",").filter((key) => kinds.has(key)));
    state.selected = ideas.get(asked("idea"));
    byId("search").value = state.text;
  };

  // --- small helpers -------------------------------------------------------------------------

  /* make("a", {href}, "text", child...): text is text, whatever it holds. */
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* The first number that is written as the language does takes 15 ms: small ones are alike in all. */
  const number = (count) => (count < 1000 ? String(count) : count.toLocaleString(data.language));

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const link = (href, text) => make("a", { href, target: "_blank", rel: "noopener" }, text);

  // --- finding -------------------------------------------------------------------------------

  const haystack = (idea) =>
    fold(
      [idea.title, idea.place, idea.county, idea.summary, kinds.get(idea.kind).label]
        .concat(idea.services, idea.calls.flat(), idea.facts[0][1])
        .join(" "),
    );
  /* Made when somebody first searches, not while the page starts. */
  const haystacks = new Map();
  const holds = (idea, word) => {
    if (!haystacks.has(idea.id)) haystacks.set(idea.id, haystack(idea));
    return haystacks.get(idea.id).includes(word);
  };

  const find = () => {
    const typed = fold(state.text).split(/\s+/).filter(Boolean);
    return data.ideas.filter(
      (idea) =>
        (!state.kinds.size || state.kinds.has(idea.kind)) &&
        typed.every((word) => holds(idea, word)),
    );
  };

  // --- the list ------------------------------------------------------------------------------

  const kindAndPlace = ({ kind, place }) =>
    make("p", { class: "vw-kind" }, symbol(kinds.get(kind), 14), `${kinds.get(kind).label} · ${place}`);

  /* An example that may not run says so, with its source's year. */
  const standing = (idea) =>
    idea.standing ? [make("p", { class: "vw-standing" }, idea.standing)] : [];

  /* Marks a text that an English page shows in Swedish. */
  const langOf = (idea, name) => (idea.lang[name] ? { lang: idea.lang[name] } : {});

  const card = (idea) => {
    const button = make("button", { type: "button", ...langOf(idea, "title") }, idea.title);
    const summary = make("p", { class: "vw-summary", ...langOf(idea, "summary") }, idea.summary);
    return make("li", { "data-id": idea.id }, button, kindAndPlace(idea), ...standing(idea), summary);
  };

  const cards = new Map(data.ideas.map((idea) => [idea.id, card(idea)]));

  const drawList = () => {
    const hits = new Set(state.hits);
    data.ideas.forEach((idea) => (cards.get(idea.id).hidden = !hits.has(idea)));
    const [n, all] = [state.hits.length, data.ideas.length].map(number);
    byId("found").textContent = fill(state.hits.length === data.ideas.length ? words.all : words.found, { n, all });
    byId("list").hidden = Boolean(state.selected) || !state.hits.length;
    byId("empty").hidden = Boolean(state.selected) || Boolean(state.hits.length);
    byId("clear").hidden = !data.ideas.length;
  };

  // --- one example -----------------------------------------------------------------------------

  const TAGS = new Set(["p", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "br", "a"]);

  /* The tree that markup.py makes of people's Markdown. */
  const grow = (node) => {
    if (typeof node === "string") return document.createTextNode(node);
    const children = node.children.map(grow);
    if (!TAGS.has(node.tag)) return make("span", {}, ...children);
    if (node.tag !== "a") return make(node.tag, {}, ...children);
    const made = link(/^https?:/.test(node.href) ? node.href : "#", "");
    made.append(...children);
    return made;
  };

  const section = (heading, has, ...nodes) => (has ? [make("h3", {}, heading), ...nodes] : []);

  const items = (tag, rows, attributes = {}) => make(tag, attributes, ...rows.map((row) => make("li", {}, ...row)));

  const facts = (pairs) =>
    make("dl", {}, ...pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));

  const source = ([title, url, date]) => [url ? link(url, title) : title, date ? `, ${date}` : ""];

  /* All about an example, as nodes to put wherever it is to be read. */
  const tell = (idea) => [
    kindAndPlace({ ...idea, place: `${idea.place}, ${idea.county}` }),
    ...standing(idea),
    ...(Object.keys(idea.lang).length ? [make("p", { class: "vw-quiet" }, words.swedish)] : []),
    make("p", { class: "vw-lead", ...langOf(idea, "summary") }, idea.summary),
    ...section(words.headings[idea.tense].services, idea.services.length, items("ul", idea.services.map((name) => [name]))),
    ...section(words.headings[idea.tense].story, idea.story.length, make("div", langOf(idea, "description"), ...idea.story.map(grow))),
    ...section(words.lessons, idea.lessons.length, items("ul", idea.lessons.map((text) => [text]), langOf(idea, "lessons"))),
    ...section(words.facts, true, facts(idea.facts)),
    ...section(words.headings[idea.tense].calls, idea.calls.length, items("ol", idea.calls.map((call) => [call.filter(Boolean).join(" · ")]))),
    ...section(words.sources, true, items("ul", idea.sources.map(source))),
  ];

  const step = (label, keys, to) => {
    const button = make("button", { type: "button", title: keys, "aria-keyshortcuts": keys }, label);
    button.disabled = to === null;
    button.addEventListener("click", () => choose(to));
    return button;
  };

  const steps = () => {
    const at = state.hits.indexOf(state.selected);
    const place = make("span", {}, at < 0 ? "" : fill(words.position, { at: at + 1, all: state.hits.length }));
    const [before, after] = neighbours();
    return make(
      "nav",
      { class: "vw-steps", "aria-label": words.steps },
      step(`‹ ${words.list}`, "Escape", ""),
      step(words.previous, "Alt+ArrowUp", before),
      step(words.next, "Alt+ArrowDown", after),
      place,
    );
  };

  const neighbours = () => {
    const at = state.hits.indexOf(state.selected);
    return [at > 0 ? state.hits[at - 1].id : null, at < 0 ? null : (state.hits[at + 1]?.id ?? null)];
  };

  const drawExample = () => {
    const idea = state.selected;
    byId("example").hidden = !idea;
    if (!idea) return byId("example").replaceChildren();
    const title = make("h2", { tabindex: "-1", ...langOf(idea, "title") }, idea.title);
    byId("example").replaceChildren(steps(), title, ...tell(idea));
    if (idea.page) byId("example").append(make("p", {}, link(idea.page, words.link)));
  };

  // --- the map, and all of it together -----------------------------------------------------------

  const map = L.map("map", { zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 3, maxZoom: 14 });

  const position = () => {
    const [lon, lat, zoom] = asked("pos").split(",").map(Number);
    return Number.isFinite(lon + lat + zoom) ? [lon, lat, zoom] : null;
  };

  const point = ({ id, lonlat: [lon, lat], kind, title, place }) => [id, lon, lat, kind, title, place];

  const drawMap = () =>
    servicekartan.show(map, {
      ideas: state.hits.map(point),
      kinds: data.kinds,
      selected: state.selected || null,
      focus: "all",
      reveal: state.reveal,
      position: position(),
      follow: false,
      near: null,
      language: data.language,
      words,
    });

  const drawHome = (seen) => {
    if (!byId("home")) return;
    const full = new URL(data.home, location.href);
    const values = { idea: seen.idea, q: seen.sok || full.searchParams.get("q"), kind: seen.slag };
    Object.entries(values).forEach(([name, value]) => value && full.searchParams.set(name, value));
    byId("home").href = full;
  };

  const draw = () => {
    state.hits = find();
    document.querySelectorAll("#kinds button").forEach((button) =>
      button.setAttribute("aria-pressed", state.kinds.has(button.value)),
    );
    drawList();
    drawExample();
    drawMap();
    const seen = { idea: state.selected?.id, sok: state.text.trim(), slag: [...state.kinds].join(",") };
    remember(window, seen);
    drawHome(seen);
  };

  /* Show an example, or with no id the list again, where the reader was. */
  const choose = (id) => {
    // A step of its own in the browser's history; draw() then writes the address.
    if (location.protocol.startsWith("http")) history.pushState(null, "", location.href);
    const before = state.selected;
    state.selected = ideas.get(id);
    show(before);
  };

  const show = (before) => {
    state.reveal += 1;
    draw();
    const panel = byId("examples");
    panel.scrollTop = 0;
    if (state.selected) byId("example").querySelector("h2").focus({ preventScroll: true });
    else cards.get(before?.id)?.querySelector("button").focus();
    if (state.selected && panel.getBoundingClientRect().top > innerHeight / 3)
      panel.scrollIntoView({ block: "start" });
  };

  const narrow = (change) => {
    change();
    state.selected = undefined;
    draw();
  };

  const drawKinds = () =>
    byId("kinds").append(
      ...data.kinds.map((kind) => {
        const button = make("button", { type: "button", value: kind.key }, symbol(kind, 16), kind.label);
        const toggle = () => state.kinds.delete(kind.key) || state.kinds.add(kind.key);
        button.addEventListener("click", () => narrow(toggle));
        return button;
      }),
    );

  const listen = () => {
    byId("list").addEventListener("click", ({ target }) => {
      if (target.closest("button")) choose(target.closest("li").dataset.id);
    });
    byId("search").addEventListener("input", ({ target }) => narrow(() => (state.text = target.value)));
    byId("clear").addEventListener("click", () => {
      byId("search").value = "";
      narrow(() => Object.assign(state, { text: "", kinds: new Set() }));
      byId("search").focus();
    });
    window.addEventListener("popstate", () => {
      const before = state.selected;
      readAddress();
      show(before);
    });
    document.addEventListener("keydown", ({ key, altKey }) => {
      if (!state.selected) return;
      const [before, after] = neighbours();
      const to = key === "Escape" ? "" : altKey && { ArrowUp: before, ArrowDown: after }[key];
      if (typeof to === "string") choose(to);
    });
  };

  readAddress();
  // First, while there is little on the page to lay out: this is what asks for the layers.
  servicekartan.base(map, { layers: data.layers, tiles: false, alone: true });
  byId("list").append(...cards.values());
  drawKinds();
  listen();
  servicekartan.onPick(map, ({ idea }) => idea && choose(idea));
  draw();

  return { data, map, choose, tell };
})();
