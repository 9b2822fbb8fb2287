/* Showing a slide: its text in the room there is, its number in the address, or a dark screen. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { clamp, find, motion, page, slides, speaker, state, stops, visit } = deck;

  const announce = () => {
    const { stop, count } = find("#message").dataset;
    const heading = find(".heading", slides[state.at]).textContent;
    const isStop = state.at > 0 && state.at <= stops;
    const place = (text) => text.replace("{at}", state.at).replace("{all}", stops);
    find("#message").textContent = isStop ? place(stop).replace("{heading}", () => heading) : heading;
    find("#count").textContent = isStop ? place(count) : "";
    find("#progress").value = state.at;
    document.title = `${heading} – Servicekartan`;
  };

  const show = (number) => {
    const before = state.at;
    state.at = clamp(number);
    slides.forEach((slide, n) => {
      slide.classList.toggle("now", n === state.at);
      slide.classList.toggle("following", n === state.at + 1);
    });
    if (location.hash !== `#${state.at}`) history.replaceState(history.state, "", `#${state.at}`);
    if (state.at === before) return;
    const { type, idea = null } = slides[state.at].dataset;
    page.dataset.slide = type;
    fit();
    announce();
    if (state.map) visit(before < 0 || motion.matches);
    const detail = { at: state.at, stops, type, idea };
    document.dispatchEvent(new CustomEvent("servicekartan:slide", { detail }));
  };

  /* A text that is too long for the screen first loses what is extra, then gets a smaller type,
     and last ends in three dots. All of it remains for the speaker, for paper and for the ear. */
  const fit = () => {
    const slide = slides[state.at];
    const [big, text, heading] = [".big", ".text", ".heading"].map((part) => find(part, slide));
    if (!big) return;
    slide.classList.remove("brief", "small");
    text.style.removeProperty("--lines");
    if (getComputedStyle(big).overflowY !== "hidden") return;
    const over = () => big.scrollHeight - big.clientHeight - 1;
    if (heading.scrollWidth > heading.clientWidth) slide.classList.add("small");
    if (over() > 0) slide.classList.add("brief");
    if (over() > 0) slide.classList.add("small");
    if (over() <= 0) return;
    const line = parseFloat(getComputedStyle(text).lineHeight);
    text.style.setProperty("--lines", Math.max(1, Math.floor((text.clientHeight - over()) / line)));
  };

  const darken = (blank) => {
    page.classList.toggle("blank", blank);
    find("#blank").hidden = !blank || speaker;
    find("#dark").hidden = !blank;
  };

  const present = (number) => {
    page.classList.add("presenting");
    show(number);
  };

  Object.assign(deck, { darken, fit, present, show });
})();
