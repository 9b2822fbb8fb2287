/* Keys of an opened example, which belong to fields and lists of choices where one types in them. */
(() => {
  "use strict";

  const { find, watchers } = window.servicekartanPage;
  const STEPS = { Escape: "list", "Alt+ArrowUp": "chevron_left", "Alt+ArrowDown": "chevron_right" };
  const OWN_KEYS = "input, textarea, select, [role=combobox], [role=listbox], [role=dialog], [role=menu]";

  document.addEventListener("keydown", (event) => {
    const step = STEPS[(event.altKey ? "Alt+" : "") + event.key];
    if (!step || event.defaultPrevented || event.target.closest?.(OWN_KEYS)) return;
    if (find("[role=dialog], [role=listbox]")) return;
    find(`.st-key-step-${step} button:not(:disabled)`)?.click();
  });

  watchers.push(() => {
    for (const [keys, step] of Object.entries(STEPS))
      find(`.st-key-step-${step} button`)?.setAttribute("aria-keyshortcuts", keys);
  });
})();
