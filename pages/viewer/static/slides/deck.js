/* Slides mode of the light viewer: presents a tour, and shows its speaker the notes.
 *
 * The page (slides.html) holds the whole tour, a section for each slide: 0 is the title, 1 to N the
 * stops, then the room's results where there is a room, and last the end. The address says which is
 * shown (#3), and ?talare makes it the speaker's view. A key press needs no server. In the file to
 * take home, #exempel is the viewer's own list and map.
 *
 * For whoever adds to the presentation (the room's votes and ideas do):
 *   - document gets the event "servicekartan:slide" each time another slide is shown, with
 *     detail {at, stops, type, idea}: at as in the address, stops is N, type is title | idea |
 *     text | missing | results | end, idea is the example's id or null. A script that stands before
 *     this one on the page hears of the first slide too.
 *   - servicekartan.slides.at() and servicekartan.slides.go(at) read and move; go also moves the
 *     other window.
 *   - servicekartan.slides.setPins([[longitude, latitude, label], ...]) puts pins on the map of the
 *     slide after the room's results.
 *   - the slide of type "results" holds an empty #results, and <aside id="corner"> lies below the
 *     map: both are left as they are.
 *
 * This first of its files holds what the others share: the data, the slides, and which is shown.
 */
(() => {
  "use strict";

  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const page = document.documentElement;
  const data = JSON.parse(find("#data").textContent);
  const ideas = new Map(data.ideas.map((idea) => [idea.id, idea]));
  const points = data.ideas.map(({ id, lonlat, kind, title, place }) => [id, ...lonlat, kind, title, place]);
  const slides = all(".slide");
  const { code } = find("#slides").dataset;
  const stops = Number(find("#slides").dataset.stops);
  const speaker = new URLSearchParams(location.search).has("talare");
  const motion = matchMedia("(prefers-reduced-motion: reduce)");
  const LIST = "#exempel";
  /* The number of the slide that is shown, -1 before the first, and the map. */
  const state = { at: -1, map: null };

  const clamp = (number) => Math.min(Math.max(number, 0), slides.length - 1);
  const requested = () => clamp(Math.floor(Number(location.hash.slice(1))) || 0);
  const current = () => ideas.get(data.slides[state.at].idea) || null;
  const isPresenting = () => page.classList.contains("presenting");
  const isBlank = () => page.classList.contains("blank");

  servicekartan.deck = {
    all, code, current, data, find, isBlank, isPresenting, LIST, motion, page, points, requested, slides, speaker,
    state, stops, clamp,
  };
})();
