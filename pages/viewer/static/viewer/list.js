/* The list of the light viewer: a card for each hit, and how many they are. */
(() => {
  "use strict";

  const { element, fill, symbol, viewer } = servicekartan;
  const { byId, data, ideas, kinds, number, state } = viewer;
  const { words } = data;

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
    const [reason, node] = [state.answer.reasonOf(idea), cardOf(idea).querySelector(".vw-reason")];
    node.hidden = !reason;
    node.replaceChildren(...(reason ? reasonNodes(reason) : []));
  };

  const cards = new Map(data.ideas.map((idea) => [idea.id, card(idea)]));

  const cardOf = (idea) => {
    if (!cards.has(idea.id)) cards.set(idea.id, card(idea));
    return cards.get(idea.id);
  };

  const drawList = () => {
    const hits = new Set(state.hits);
    state.hits.forEach(cardOf);
    cards.forEach((node, id) => (node.hidden = !hits.has(ideas.get(id))));
    state.hits.forEach(drawReason);
    // Moving what has the focus would take it away.
    const order = state.hits.map((idea) => cards.get(idea.id));
    if (!byId("list").contains(document.activeElement)) byId("list").prepend(...order);
    const total = data.total ?? data.ideas.length;
    const count = state.total ?? state.hits.length;
    const [n, all] = [count, total].map(number);
    byId("hit-count").textContent = fill(count === total ? words.all : words.hits, { n, all });
    byId("list").hidden = Boolean(state.selected) || !state.hits.length;
    byId("empty").hidden = Boolean(state.selected) || Boolean(state.hits.length);
    byId("clear").hidden = !data.ideas.length;
  };

  Object.assign(viewer, { cards, drawList, kindAndPlace, langOf, standing });
})();
