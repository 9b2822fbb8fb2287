/* The sidebar, which lies over the page on a phone: it takes the focus, and closes when one is done. */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  const { find, narrow } = page;
  const CLOSE_MS = 400;
  let open = null;

  const sidebar = () => find('[data-testid="stSidebar"]');
  const isOpen = () => sidebar()?.dataset.collapsed === "false";

  const close = () => {
    if (!narrow.matches || !isOpen()) return;
    find('[data-testid="stSidebarCollapseButton"] button')?.click();
  };

  const followFocus = () => {
    const before = open;
    open = Boolean(isOpen());
    if (before === null || open === before || !narrow.matches) return;
    const target = open
      ? find('[data-testid="stSidebarCollapseButton"] button')
      : find('[data-testid="stExpandSidebarButton"]');
    const inside = document.activeElement?.closest('[data-testid="stSidebar"]');
    if (open || inside || page.focusIsLost()) page.focus(target);
  };

  document.addEventListener("click", ({ target }) => {
    const inside = target.closest?.('[data-testid="stSidebar"]');
    const leads = target.closest?.("a[href]") || target.closest?.(".sk-show-hits");
    if (inside && leads) setTimeout(close, 0);
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (!target.closest?.('[data-testid="stSidebar"]')) return;
    const searches = key === "Enter" && target.matches('input[type="search"]');
    if (searches) setTimeout(close, CLOSE_MS);
    else if (key === "Escape" && !find("[role=listbox]")) close();
  });
  page.watchers.push(followFocus);
})();
