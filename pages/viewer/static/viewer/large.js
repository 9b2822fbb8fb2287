/* A large collection in the light viewer: the server answers what the words, kinds and box select.
 *
 * A page holds the first part of its list; data.large is described in pages/viewer/tiles.py.
 */
(() => {
  "use strict";

  const { fetchJson, viewer } = servicekartan;
  const { byId, data, ideas, life, state } = viewer;
  if (!data.large) return;

  const answers = new Map();
  const asked = new Set();
  let current = null;

  const narrowing = () =>
    new URLSearchParams(
      Object.entries({
        sok: state.text.trim(),
        slag: [...state.kinds].sort().join(","),
        omrade: state.box?.join(",") || "",
      }).filter(([, value]) => value),
    ).toString();

  /* Examples that are here already stay the same objects: they may be selected, or have details. */
  const take = (examples) =>
    examples.map((example) => {
      if (!ideas.has(example.id)) ideas.set(example.id, example);
      return ideas.get(example.id);
    });

  const fetchPage = (key, number) =>
    fetchJson(`embed/list${[data.large.query, key, number > 1 && `sida=${number}`].filter(Boolean).join("&")}`);

  /* Ask for what is not here yet, and draw when it has come if it still is what is chosen. */
  const ask = async (name, get) => {
    if (asked.has(name)) return;
    asked.add(name);
    try {
      await get();
      if (!life.signal.aborted) viewer.draw();
    } catch {
      if (!life.signal.aborted) byId("hit-count").textContent = data.words.unreachable;
    }
    asked.delete(name);
  };

  const keep = (key, answer) => answers.set(key, { ...answer, ideas: take(answer.ideas), pages: 1 });

  /* What the page came with is of its address in the app's first picture, else of no choice at all. */
  const keepFirst = (key) => keep(data.ofMapPage ? key : "", data.large.first);

  const find = () => {
    const key = narrowing();
    if (!answers.size) keepFirst(key);
    if (answers.has(key)) current = answers.get(key);
    else ask(key, async () => keep(key, await fetchPage(key, 1)));
    current ||= answers.get("");
    state.answer = { ideas: current.ideas, reasonOf: ({ id }) => current.reasons[id] };
    state.counts = Object.fromEntries(data.kinds.map((kind) => [kind.key, current.counts[kind.key] || 0]));
    Object.assign(state, { total: current.total, tiles: current.tiles });
    more.hidden = current.ideas.length >= current.total || Boolean(state.selected);
    return current.ideas;
  };

  const isAnswered = () => answers.has(narrowing());

  const addPage = () => {
    const [key, answer] = [narrowing(), current];
    ask(`${key} ${answer.pages + 1}`, async () => {
      const next = await fetchPage(key, answer.pages + 1);
      answer.ideas.push(...take(next.ideas));
      Object.assign(answer.reasons, next.reasons);
      answer.pages += 1;
    });
  };

  const more = servicekartan.element("button", { type: "button", class: "vw-more" }, data.words.next_page);
  more.addEventListener("click", addPage);
  byId("list").after(more);

  /* An example that is pressed on the map need not be in the list. */
  const load = async (id) => {
    if (ideas.has(id)) return;
    take([await fetchJson(`embed/examples/${encodeURIComponent(id)}?whole=true&lang=${data.language}`)]);
  };

  Object.assign(viewer, { find, isAnswered, load });
})();
