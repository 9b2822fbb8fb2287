/* What the buttons and keys do. */
(() => {
  "use strict";

  const { deck } = servicekartan;
  const { all, current, darken, find, isBlank, LIST, move, openSpeaker, page, post, restart, slides, state } = deck;

  const toggleDialog = (dialog) => {
    if (dialog.open) return dialog.close();
    all("dialog[open]").forEach((open) => open.close());
    dialog.showModal();
    find(`a[href="#${state.at}"]`, dialog)?.focus();
  };

  const switchTheme = () => {
    const theme = page.dataset.theme === "dark" ? "light" : "dark";
    Object.assign(page.dataset, { theme, scheme: theme });
  };

  /* Leave the slides for the list, and there for what is told of the example. */
  const browse = (idea) => {
    page.classList.remove("presenting");
    if (location.hash !== LIST) history.replaceState(history.state, "", LIST);
    if (idea) servicekartan.viewer.choose(idea.id);
  };

  const actions = {
    next: () => move(state.at + 1),
    previous: () => move(state.at - 1),
    first: () => move(0),
    last: () => move(slides.length - 1),
    overview: () => toggleDialog(find("#overview")),
    help: () => toggleDialog(find("#help")),
    blank: () => {
      darken(!isBlank());
      post({ at: state.at, blank: isBlank() });
    },
    fullscreen: () =>
      document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen().catch(() => {}),
    speaker: openSpeaker,
    theme: switchTheme,
    restart,
    browse: () => browse(current()),
  };

  Object.assign(deck, { actions, browse });
})();
