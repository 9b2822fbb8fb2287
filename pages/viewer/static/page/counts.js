/* How many hits each choice of the filter gives, beside it; drawn by draw_counts in filters.py. */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  let text = "{}";
  let counts = {};

  const read = () => {
    const data = page.find("[data-counts]")?.dataset.counts || "{}";
    if (data === text) return;
    text = data;
    counts = JSON.parse(data);
  };

  const examples = (count) =>
    document.documentElement.lang !== "en" ? "exempel" : count === 1 ? "example" : "examples";

  /* The style sheet writes the number; a screen reader has it as the choice's description. */
  const mark = (choice, count = 0) => {
    if (choice.dataset.count === String(count)) return;
    choice.dataset.count = count;
    choice.setAttribute("aria-description", `${count} ${examples(count)}`);
  };

  const labelOf = (choice) => choice.textContent.trim();

  /* A facet of few choices has a button for each; one of many has a list that lies elsewhere. */
  const choicesOf = (facet) => {
    const list = facet.querySelector("[aria-controls], [aria-owns]");
    const id = list?.getAttribute("aria-controls") || list?.getAttribute("aria-owns");
    const options = (id && document.getElementById(id)?.querySelectorAll("[role=option]")) || [];
    const buttons = facet.querySelectorAll('[data-testid="stButtonGroup"] [data-variant]');
    return [...buttons, ...options];
  };

  page.watchers.push(() => {
    read();
    for (const [name, numbers] of Object.entries(counts)) {
      const facet = page.find(`.st-key-${name}`);
      if (facet) choicesOf(facet).forEach((choice) => mark(choice, numbers[labelOf(choice)]));
    }
  });
})();
