/* What is shown in the room now, and all its examples with a button for the dot. */
(() => {
  "use strict";

  const { element, fill, kindOf, phone, symbol } = servicekartan;
  const { connection, data, find, left, press, words } = phone;

  const about = (stop) => {
    const kind = kindOf(data.kinds, stop.kind);
    const row = element("p", "about");
    if (kind) row.append(symbol(kind, 18), element("span", "", kind.label));
    if (stop.place) row.append(element("span", "", stop.place));
    return row;
  };

  const dotButton = (stop) => {
    const button = element("button", "dot");
    button.type = "button";
    button.dataset.idea = stop.idea;
    button.append(element("i", ""), element("span", "", words.fits));
    button.setAttribute("aria-label", `${words.fits}: ${stop.heading}`);
    button.addEventListener("click", () => press(stop.idea));
    return button;
  };

  const drawList = () => {
    const rows = data.stops
      .filter(({ idea }) => idea)
      .map((stop) => {
        const row = element("li", "");
        const text = element("div", "");
        text.append(element("h3", "", stop.heading), about(stop));
        row.append(text, dotButton(stop));
        return row;
      });
    find("#examples").replaceChildren(...rows);
    find("#all").hidden = !rows.length;
  };

  const drawNow = () => {
    const stop = data.stops[connection.stage.at - 1];
    const heading = stop ? stop.heading : connection.stage.at ? words.end : words.welcome;
    const text = stop ? stop.text : connection.stage.at ? words.end_text : data.intro || words.soon;
    const nodes = [element("h2", "", heading)];
    if (stop) nodes.push(about(stop));
    if (text) nodes.push(element("p", "text", text));
    if (stop?.idea) nodes.push(dotButton(stop));
    find("#now").replaceChildren(...nodes);
    find("#at").textContent = stop ? fill(words.at, { at: connection.stage.at, all: data.stops.length }) : "";
  };

  const drawDots = (mine) => {
    const choices = new Set(Object.values(mine).map(([idea]) => idea));
    document.querySelectorAll(".dot").forEach((button) => {
      button.setAttribute("aria-pressed", choices.has(button.dataset.idea));
    });
    const count = left(mine);
    find("#left").replaceChildren(
      ...[...Array(data.dots).keys()].map((n) => element("i", n < count ? "full" : "")),
      element("span", "", words.left[Math.min(count, 2)].replace("{n}", count)),
    );
  };

  Object.assign(phone, { drawDots, drawList, drawNow });
})();
