/* One example in the light viewer: all about it, and the way to the next. */
(() => {
  "use strict";

  const { element, fetchJson, fill, viewer } = servicekartan;
  const { byId, data, kindAndPlace, langOf, link, standing, state } = viewer;
  const { words } = data;

  const TAGS = new Set(["p", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "br", "a"]);

  const timetableLine = ({ name, schedule }) => [name, schedule].filter(Boolean).join(" · ");

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
  const introduction = (idea) => [
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

  const details = (idea) => [
    ...idea.pictures.map(figure),
    ...section(headings(idea).services, idea.services.length, items("ul", idea.services.map((name) => [name]))),
    ...section(headings(idea).story, idea.story.length, element("div", langOf(idea, "description"), ...idea.story.map(render))),
    ...section(words.lessons, idea.lessons.length, items("ul", idea.lessons.map((text) => [text]), langOf(idea, "lessons"))),
    ...section(words.facts, true, facts(idea.facts)),
    ...section(headings(idea).timetable, idea.timetable.length, items("ol", idea.timetable.map((stop) => [timetableLine(stop)]))),
    ...section(words.sources, true, items("ul", idea.sources.map(source))),
  ];

  /* All about an example, as nodes to put wherever it is to be read. */
  const describe = (idea) => [...introduction(idea), ...details(idea)];

  const fetchDetails = async (idea) => {
    Object.assign(idea, await fetchJson(`embed/examples/${idea.id}?lang=${data.language}`));
  };

  /* The rest of an example: here already, or fetched when somebody opens it. */
  const drawRest = async (idea) => {
    const rest = element("div", {});
    byId("example").append(rest);
    try {
      if (!idea.facts) await fetchDetails(idea);
      rest.append(...details(idea));
    } catch {
      rest.append(element("p", {}, words.unfetched));
    }
    if (idea.page) rest.append(element("p", {}, link(idea.page, words.link)));
  };

  const step = (label, keys, to) => {
    const button = element("button", { type: "button", title: keys, "aria-keyshortcuts": keys }, label);
    button.disabled = to === null;
    button.addEventListener("click", () => viewer.choose(to));
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
    byId("example").replaceChildren(steps(), title, ...introduction(idea));
    drawRest(idea);
  };

  Object.assign(viewer, { describe, drawExample, neighbours });
})();
