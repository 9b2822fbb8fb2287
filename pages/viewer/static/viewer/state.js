/* The light viewer: a map, a list and a panel on one page of plain HTML, with no server behind.
 *
 * Reads the JSON in #data, see page_writer.py. Text from people only ever becomes textContent or
 * an attribute, never HTML. This first of its files holds what the others share: the data, what the
 * visitor has chosen, and the address in which that stands: idea, pos, sok, slag and omrade, or in
 * the app's first paint the map page's own q, kind and bbox.
 */
(() => {
  "use strict";

  const { element, remember } = servicekartan;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const params = () => new URL(location.href).searchParams;
  const parameter = (name) => params().get(name) || "";
  const ideas = new Map(data.ideas.map((idea) => [idea.id, idea]));
  const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
  const state = { hits: [], answer: { ideas: data.ideas, reasonOf: () => null }, pending: new Set(), reveal: 0 };

  const life = new AbortController();

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

  /* The first number that is written as the language does takes 15 ms: small ones are alike in all. */
  const number = (count) => (count < 1000 ? String(count) : count.toLocaleString(data.language));

  const link = (href, text) => element("a", { href, target: "_blank", rel: "noopener" }, text);

  servicekartan.viewer = { byId, data, ideas, kinds, life, link, number, parameter, readAddress, state, write };
})();
