/* The start: draw what stays, listen, and show the slide that the address asks for. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { actions, all, browse, data, drawMap, find, fit, LIST, listen, move, page, present, press } = deck;
  const { requested, setPins, speaker, state, swipe, tick } = deck;

  const drawSymbols = () =>
    all(":is(.slide, #overview a)[data-kind]").forEach((place) => {
      const kind = servicekartan.kindOf(data.kinds, place.dataset.kind);
      find(".symbol", place).append(servicekartan.symbol(kind, "1em"));
    });

  const listenToPage = () => {
    const click = (element, act) => element.addEventListener("click", act);
    all("[data-do]").forEach((button) => click(button, actions[button.dataset.do]));
    all("dialog a").forEach((link) => click(link, () => link.closest("dialog").close()));
    click(find("#blank"), actions.blank);
    if (find("#to-slides")) click(find("#to-slides"), () => move(state.at));
    document.addEventListener("keydown", press);
    window.addEventListener("hashchange", () => {
      if (location.hash === LIST) browse();
      else move(requested());
    });
    window.addEventListener("resize", fit);
    swipe(find("#slides"));
  };

  const start = () => {
    page.classList.toggle("speaker", speaker);
    drawSymbols();
    listenToPage();
    servicekartan.followTheme();
    if (speaker) setInterval(tick, 500);
    else drawMap();
    tick();
    listen();
    if (location.hash !== LIST || !find("#to-slides")) present(requested());
  };
  start();

  servicekartan.slides = { at: () => state.at, go: move, setPins };
})();
