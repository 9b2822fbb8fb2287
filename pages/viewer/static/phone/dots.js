/* Dots: which examples have the phone's, and giving them. */
(() => {
  "use strict";

  const { phone } = servicekartan;
  const { announce, connection, data, post, read, update, words } = phone;

  /* The dots as the phone sees them: those saved, and over them those on their way. */
  const dots = () => {
    const { dots: saved, waiting } = read();
    const mine = { ...saved };
    for (const { type, slot, idea, turn } of waiting) if (type === "vote") mine[slot] = [idea, turn];
    return mine;
  };

  const left = (mine) => data.dots - Object.values(mine).filter(([idea]) => idea).length;

  const press = (idea) => {
    const mine = dots();
    const turn = 1 + Math.max(0, ...Object.values(mine).map(([, last]) => last));
    const slots = [...Array(data.dots).keys()];
    const current = slots.find((slot) => mine[slot]?.[0] === idea);
    const free = slots.find((slot) => !mine[slot]?.[0]);
    if (!connection.stage?.open) return announce(words.closed);
    if (current === undefined && free === undefined) return announce(words.none_left);
    announce("");
    post({ type: "vote", slot: current ?? free, idea: current === undefined ? idea : null, turn });
  };

  const takeMine = (saved) =>
    update((state) => {
      for (const [slot, [idea, turn]] of Object.entries(saved))
        if (!(state.dots[slot]?.[1] > turn)) state.dots[slot] = [idea, turn];
    });

  Object.assign(phone, { dots, left, press, takeMine });
})();
