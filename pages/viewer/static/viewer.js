/* The light viewer: a map, a list and a panel on one page of plain HTML, with no server behind.
 *
 * Reads the JSON in #data, see page_writer.py. Text from people only ever becomes textContent or
 * an attribute, never HTML. What is chosen stands in the address: idea, pos, sok, slag and omrade, or
 * in the app's first picture the map page's own q, kind and bbox.
 * Other scripts on the page find the map and choose(id) in servicekartan.viewer.
 */
servicekartan.viewer = (() => {
  "use strict";

  const { element, fill, isWithin, remember, symbol } = servicekartan;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { words } = data;
  const params = () => new URL(location.href).searchParams;
  const parameter = (name) => params().get(name) || "";
  const ideas = new Map(data.ideas.map((idea) => [idea.id, idea]));
  const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
  const state = { hits: [], answer: { ideas: data.ideas, reasonOf: () => null }, asked: new Set(), reveal: 0 };

  const life = new AbortController();
  const title = document.title;

  /* How the address spells the words and the kinds: as keys, or as the map page's labels. */
  const spelling = data.ofMapPage
    ? {
        words: "q",
        kinds: "kind",
        box: "bbox",
        read: () => data.kinds.filter(({ label }) => params().getAll("kind").includes(label)),
        write: (keys) => data.kinds.filter(({ key }) => keys.has(key)).map(({ label }) => label),
      }
    : {
        words: "sok",
        kinds: "slag",
        box: "omrade",
        read: () => data.kinds.filter(({ key }) => parameter("slag").split(",").includes(key)),
        write: (keys) => [...keys].join(","),
      };

  const readBox = (text) => {
    const box = text.split(",").map(Number);
    return box.length === 4 && box.every(Number.isFinite) ? box : null;
  };

  const readAddress = () => {
    state.text = parameter(spelling.words);
    state.kinds = new Set(spelling.read().map(({ key }) => key));
    state.box = readBox(parameter(spelling.box));
    state.selected = ideas.get(parameter("idea"));
    byId("search").value = state.text;
  };

  // --- small helpers -------------------------------------------------------------------------

  /* The first number that is written as the language does takes 15 ms: small ones are alike in all. */
  const number = (count) => (count < 1000 ? String(count) : count.toLocaleString(data.language));

  const link = (href, text) => element("a", { href, target: "_blank", rel: "noopener" }, text);

  // --- finding -------------------------------------------------------------------------------

  const { searcher } = servicekartan;

  const timetableLine = ({ name, schedule }) => [name, schedule].filter(Boolean).join(" · ");

  /* Made when somebody first searches, not while the page starts. */
  let searchHere;
  const everything = state.answer;
  const answers = new Map([["", everything]]);
  const answerOf = ({ ids, reasons }) =>
    ids ? { ideas: ids.map((id) => ideas.get(id)).filter(Boolean), reasonOf: ({ id }) => reasons[id] } : everything;
  if (data.answer) answers.set(data.answer.text, answerOf(data.answer));

  /* The examples that the words find, best first, and why; all of them if there are no words. */
  const here = (text) => {
    searchHere ||= searcher(data.search, data.reasonTexts);
    const rows = searchHere(text);
    if (!rows) return everything;
    const reasonOf = searchHere.reasons(text);
    return { ideas: rows.map((row) => data.ideas[row]), reasonOf: (idea) => reasonOf(data.ideas.indexOf(idea)) };
  };

  const fromServer = async (text) => {
    const params = new URLSearchParams({ q: text, reasons: "true", lang: data.language });
    const answer = await fetch(`embed/hits?${params}`);
    if (!answer.ok) throw new Error(answer.statusText);
    return answerOf(await answer.json());
  };

  /* What is already known of the words; until the server has answered, what was known before. */
  const matches = () => {
    const text = state.text.trim();
    if (!answers.has(text) && data.search) answers.set(text, here(text));
    if (answers.has(text)) state.answer = answers.get(text);
    else if (!state.asked.has(text)) ask(text);
    return state.answer.ideas;
  };

  const ask = async (text) => {
    state.asked.add(text);
    try {
      answers.set(text, await fromServer(text));
      if (state.text.trim() === text && !life.signal.aborted) draw();
    } catch {
      if (!life.signal.aborted) byId("found").textContent = words.unreachable;
    }
    state.asked.delete(text);
  };

  /* What the words and the box find, of all kinds. */
  const ofAllKinds = () => (state.box ? matches().filter(isWithin(state.box)) : matches());

  const find = () => {
    state.counts = Object.fromEntries(data.kinds.map(({ key }) => [key, 0]));
    const examples = ofAllKinds();
    examples.forEach(({ kind }) => (state.counts[kind] += 1));
    return examples.filter(({ kind }) => !state.kinds.size || state.kinds.has(kind));
  };

  // --- the list ------------------------------------------------------------------------------

  const kindAndPlace = ({ kind, place }) =>
    element("p", "vw-kind", symbol(kinds.get(kind), 14), `${kinds.get(kind).label} · ${place}`);

  /* An example that may not run says so, with its source's year. */
  const standing = (idea) => (idea.standing ? [element("p", "vw-standing", idea.standing)] : []);

  /* Marks a text that an English page shows in Swedish. */
  const langOf = (idea, name) => (idea.lang[name] ? { lang: idea.lang[name] } : {});

  const thumb = (idea) => {
    const picture = idea.thumb || idea.pictures?.[0];
    return picture?.card ? [element("img", { class: "vw-thumb", src: picture.card, alt: picture.alt, loading: "lazy" })] : [];
  };

  const card = (idea) => {
    const button = element("button", { type: "button", ...langOf(idea, "title") }, idea.title);
    const summary = element("p", { class: "vw-summary", ...langOf(idea, "summary") }, idea.summary);
    const reason = element("p", { class: "vw-reason", hidden: "" });
    return element("li", { "data-id": idea.id }, ...thumb(idea), button, kindAndPlace(idea), ...standing(idea), summary, reason);
  };

  /* Why an example is a hit, where its card does not show it: a text with its word in bold. */
  const reasonNodes = ({ services, before, word, after }) => {
    if (services.length) return [fill(words.in_services, { services: services.join(", ") })];
    const [start, rest] = words.in_text.split("{sentence}");
    return [start + before, element("strong", {}, word), after + rest];
  };

  const drawReason = (idea) => {
    const [reason, node] = [state.answer.reasonOf(idea), cards.get(idea.id).querySelector(".vw-reason")];
    node.hidden = !reason;
    node.replaceChildren(...(reason ? reasonNodes(reason) : []));
  };

  const cards = new Map(data.ideas.map((idea) => [idea.id, card(idea)]));

  const drawList = () => {
    const hits = new Set(state.hits);
    data.ideas.forEach((idea) => (cards.get(idea.id).hidden = !hits.has(idea)));
    state.hits.forEach(drawReason);
    // Moving what has the focus would take it away.
    const order = state.hits.map((idea) => cards.get(idea.id));
    if (!byId("list").contains(document.activeElement)) byId("list").prepend(...order);
    const total = data.total ?? data.ideas.length;
    const [n, all] = [state.hits.length, total].map(number);
    byId("found").textContent = fill(state.hits.length === total ? words.all : words.found, { n, all });
    byId("list").hidden = Boolean(state.selected) || !state.hits.length;
    byId("empty").hidden = Boolean(state.selected) || Boolean(state.hits.length);
    byId("clear").hidden = !data.ideas.length;
  };

  // --- one example -----------------------------------------------------------------------------

  const TAGS = new Set(["p", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "br", "a"]);

  /* The tree that markdown_tree.py makes of people's Markdown. */
  const render = (node) => {
    if (typeof node === "string") return document.createTextNode(node);
    const children = node.children.map(render);
    if (!TAGS.has(node.tag)) return element("span", {}, ...children);
    if (node.tag !== "a") return element(node.tag, {}, ...children);
    const anchor = link(/^https?:/.test(node.href) ? node.href : "#", "");
    anchor.append(...children);
    return anchor;
  };

  /* The headings in the tense of an example's status. */
  const headings = (idea) => words.headings[idea.tense];

  const section = (heading, has, ...nodes) => (has ? [element("h3", {}, heading), ...nodes] : []);

  const items = (tag, rows, attributes = {}) =>
    element(tag, attributes, ...rows.map((row) => element("li", {}, ...row)));

  const facts = (pairs) =>
    element("dl", {}, ...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));

  const source = ({ title, url, date }) => [url ? link(url, title) : title, date ? `, ${date}` : ""];

  /* What is known of every example from the start. */
  const introduce = (idea) => [
    kindAndPlace({ ...idea, place: `${idea.place}, ${idea.county}` }),
    ...standing(idea),
    ...(Object.keys(idea.lang).length ? [element("p", "vw-quiet", words.swedish)] : []),
    element("p", { class: "vw-lead", ...langOf(idea, "summary") }, idea.summary),
  ];

  /* In the file to take home, the slides already hold an example's first picture. */
  const sourceOf = ({ id, src }) => src || document.querySelector(`img[data-picture="${id}"]`)?.src || "";

  const figure = (picture) => {
    const { width, height, alt, licence, credit } = picture;
    const image = element("img", { src: sourceOf(picture), width, height, alt, loading: "lazy" });
    return element("figure", "vw-picture", image, element("figcaption", "", licence ? link(licence, credit) : credit));
  };

  const tell = (idea) => [
    ...idea.pictures.map(figure),
    ...section(headings(idea).services, idea.services.length, items("ul", idea.services.map((name) => [name]))),
    ...section(headings(idea).story, idea.story.length, element("div", langOf(idea, "description"), ...idea.story.map(render))),
    ...section(words.lessons, idea.lessons.length, items("ul", idea.lessons.map((text) => [text]), langOf(idea, "lessons"))),
    ...section(words.facts, true, facts(idea.facts)),
    ...section(headings(idea).timetable, idea.timetable.length, items("ol", idea.timetable.map((stop) => [timetableLine(stop)]))),
    ...section(words.sources, true, items("ul", idea.sources.map(source))),
  ];

  /* All about an example, as nodes to put wherever it is to be read. */
  const describe = (idea) => [...introduce(idea), ...tell(idea)];

  const fetchDetails = async (idea) => {
    const answer = await fetch(`embed/examples/${idea.id}?lang=${data.language}`);
    if (!answer.ok) throw new Error(answer.statusText);
    Object.assign(idea, await answer.json());
  };

  /* The rest of an example: here already, or fetched when somebody opens it. */
  const drawRest = async (idea) => {
    const rest = element("div", {});
    byId("example").append(rest);
    try {
      if (!idea.facts) await fetchDetails(idea);
      rest.append(...tell(idea));
    } catch {
      rest.append(element("p", {}, words.unfetched));
    }
    if (idea.page) rest.append(element("p", {}, link(idea.page, words.link)));
  };

  const step = (label, keys, to) => {
    const button = element("button", { type: "button", title: keys, "aria-keyshortcuts": keys }, label);
    button.disabled = to === null;
    button.addEventListener("click", () => choose(to));
    return button;
  };

  const steps = () => {
    const at = state.hits.indexOf(state.selected);
    const place = element("span", {}, at < 0 ? "" : fill(words.position, { at: at + 1, all: state.hits.length }));
    const [before, after] = neighbours();
    return element(
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
    const title = element("h2", { tabindex: "-1", ...langOf(idea, "title") }, idea.title);
    byId("example").replaceChildren(steps(), title, ...introduce(idea));
    drawRest(idea);
  };

  // --- the map, and all of it together -----------------------------------------------------------

  const map = L.map("map", { zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 3, maxZoom: 14 });

  const position = () => {
    const [lon, lat, zoom] = parameter("pos").split(",").map(Number);
    return Number.isFinite(lon + lat + zoom) ? [lon, lat, zoom] : null;
  };

  const point = ({ id, lonlat: [lon, lat], kind, title, place }) => [id, lon, lat, kind, title, place];

  const switches = () =>
    data.kinds.map((kind) => ({
      ...kind,
      count: state.counts[kind.key],
      on: !state.kinds.size || state.kinds.has(kind.key),
    }));

  const area = () =>
    state.box ? { codes: data.area?.codes || [], box: state.box, extent: state.box } : data.area || null;

  const drawMap = () =>
    servicekartan.show(map, {
      ideas: state.hits.map(point),
      kinds: switches(),
      area: area(),
      searchable: true,
      selected: state.selected || null,
      focus: data.focus ?? "all",
      reveal: state.reveal,
      position: position(),
      language: data.language,
      words,
    });

  const drawHome = (values) => {
    if (!byId("home")) return;
    const full = new URL(data.home, location.href);
    const { idea, sok, slag, omrade } = values;
    const params = { idea, q: sok || full.searchParams.get("q"), kind: slag, bbox: omrade };
    Object.entries(params).forEach(([name, value]) => value && full.searchParams.set(name, value));
    byId("home").href = full;
  };

  const draw = () => {
    state.hits = find();
    byId("examples").setAttribute("aria-busy", !answers.has(state.text.trim()));
    document.querySelectorAll("#kinds button").forEach((button) => {
      button.setAttribute("aria-pressed", state.kinds.has(button.value));
      button.querySelector("b").textContent = state.counts[button.value];
    });
    byId("box").hidden = !state.box;
    drawList();
    drawExample();
    drawMap();
    drawHome(write());
    document.title = state.selected ? `${state.selected.title} – ${title}` : title;
  };

  /* Write what is chosen to the address. */
  const write = () => {
    const { words: textName, kinds: kindsName, box: boxName } = spelling;
    const values = {
      idea: state.selected?.id,
      [textName]: state.text.trim(),
      [kindsName]: spelling.write(state.kinds),
      [boxName]: state.box?.join(),
    };
    remember(window, values);
    return values;
  };

  /* Show an example, or with no id the list again, where the reader was. */
  const choose = (id) => {
    // A step of its own in the browser's history; draw() then writes the address.
    if (location.protocol.startsWith("http")) history.pushState(null, "", location.href);
    const before = state.selected;
    state.selected = ideas.get(id);
    show(before);
  };

  /* On a phone an example is read before the map. */
  const showPanel = () => {
    const panel = byId("examples");
    if (state.selected && panel.getBoundingClientRect().top > innerHeight / 3)
      panel.scrollIntoView({ block: "start" });
  };

  const show = (before) => {
    state.reveal += 1;
    draw();
    const panel = byId("examples");
    panel.scrollTop = 0;
    if (state.selected) byId("example").querySelector("h2").focus({ preventScroll: true });
    else cards.get(before?.id)?.querySelector("button").focus();
    showPanel();
  };

  const filter = (change) => {
    change();
    state.selected = undefined;
    draw();
  };

  /* Show or hide a kind, as the legend does; to hide the last one shows all. */
  const switchKind = (key) => {
    const keys = data.kinds.map((kind) => kind.key);
    const kinds = new Set(state.kinds.size ? state.kinds : keys);
    if (!kinds.delete(key)) kinds.add(key);
    state.kinds = kinds.size === keys.length ? new Set() : kinds;
  };

  const take = ({ idea, kind, bbox }) => {
    if (idea) choose(idea);
    else if (kind) filter(() => switchKind(kind));
    else if (bbox) filter(() => (state.box = bbox));
  };

  const drawKinds = () =>
    byId("kinds").append(
      ...data.kinds.map((kind) => {
        const button = element("button", { type: "button", value: kind.key }, symbol(kind, 16), kind.label, element("b"));
        const toggle = () => state.kinds.delete(kind.key) || state.kinds.add(kind.key);
        button.addEventListener("click", () => filter(toggle));
        return button;
      }),
    );

  const listen = () => {
    byId("list").addEventListener("click", ({ target }) => {
      if (target.closest("button")) choose(target.closest("li").dataset.id);
    });
    byId("search").addEventListener("input", ({ target }) => filter(() => (state.text = target.value)));
    byId("box").addEventListener("click", () => {
      filter(() => (state.box = null));
      byId("examples").focus();
    });
    byId("clear").addEventListener("click", () => {
      byId("search").value = "";
      filter(() => Object.assign(state, { text: "", kinds: new Set(), box: null }));
      byId("search").focus();
    });
    const whileOpen = { signal: life.signal };
    const goBack = ({ isTrusted }) => {
      // Those that the first picture makes are for the app.
      if (!isTrusted) return;
      const before = state.selected;
      readAddress();
      show(before);
    };
    window.addEventListener("popstate", goBack, whileOpen);
    const press = ({ key, altKey }) => {
      if (!state.selected) return;
      const [before, after] = neighbours();
      const to = key === "Escape" ? "" : altKey && { ArrowUp: before, ArrowDown: after }[key];
      if (typeof to === "string") choose(to);
    };
    document.addEventListener("keydown", press, whileOpen);
  };

  /* Leave the page to what comes after. */
  const end = () => {
    life.abort();
    map.remove();
  };

  readAddress();
  // First, while there is little on the page to lay out: this is what asks for the layers.
  servicekartan.base(map, { layers: data.layers, tiles: false, alone: true, scrolls: true });
  byId("list").append(...cards.values());
  drawKinds();
  listen();
  servicekartan.onPick(map, take);
  draw();
  // A page around a frame would be scrolled too.
  if (window.parent === window) showPanel();

  return { data, map, state, choose, describe, write, end };
})();
