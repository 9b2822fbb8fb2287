/* The hits of the light viewer: the examples that the words, the kinds and the box select. */
(() => {
  "use strict";

  const { fetchJson, isWithin, searcher, viewer } = servicekartan;
  const { byId, data, ideas, life, state } = viewer;
  const { words } = data;

  /* Made when somebody first searches, not while the page starts. */
  let searchHere;
  const everything = state.answer;
  const answers = new Map([["", everything]]);
  const answerOf = ({ ids, reasons }) =>
    ids ? { ideas: ids.map((id) => ideas.get(id)).filter(Boolean), reasonOf: ({ id }) => reasons[id] } : everything;
  if (data.answer) answers.set(data.answer.text, answerOf(data.answer));

  /* The examples that the words find, best first, and why; all of them if there are no words. */
  const answerHere = (text) => {
    searchHere ||= searcher(data.search, data.reasonTexts);
    const rows = searchHere(text);
    if (!rows) return everything;
    const reasonOf = searchHere.reasons(text);
    return { ideas: rows.map((row) => data.ideas[row]), reasonOf: (idea) => reasonOf(data.ideas.indexOf(idea)) };
  };

  const fromServer = async (text) => {
    const params = new URLSearchParams({ q: text, reasons: "true", lang: data.language });
    return answerOf(await fetchJson(`embed/hits?${params}`));
  };

  /* What is already known of the words; until the server has answered, what was known before. */
  const matches = () => {
    const text = state.text.trim();
    if (!answers.has(text) && data.search) answers.set(text, answerHere(text));
    if (answers.has(text)) state.answer = answers.get(text);
    else if (!state.pending.has(text)) ask(text);
    return state.answer.ideas;
  };

  const ask = async (text) => {
    state.pending.add(text);
    try {
      answers.set(text, await fromServer(text));
      if (state.text.trim() === text && !life.signal.aborted) viewer.draw();
    } catch {
      if (!life.signal.aborted) byId("hit-count").textContent = words.unreachable;
    }
    state.pending.delete(text);
  };

  const isAnswered = () => answers.has(state.text.trim());

  /* What the words and the box find, of all kinds. */
  const ofAllKinds = () => (state.box ? matches().filter(isWithin(state.box)) : matches());

  const find = () => {
    state.counts = Object.fromEntries(data.kinds.map(({ key }) => [key, 0]));
    const examples = ofAllKinds();
    examples.forEach(({ kind }) => (state.counts[kind] += 1));
    return examples.filter(({ kind }) => !state.kinds.size || state.kinds.has(kind));
  };

  Object.assign(viewer, { find, isAnswered });
})();
