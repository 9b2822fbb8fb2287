/* What a button opens away from it, at the end of the page: it takes the focus, and gives it back. */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  const FIRST = "a[href], button:not(:disabled), input, textarea, [tabindex='0']";
  let body = null;
  let button = null;

  page.watchers.push(() => {
    const before = body;
    body = page.find('[data-testid="stPopoverBody"]');
    if (body && body !== before && !body.contains(document.activeElement)) {
      button = document.activeElement;
      page.focus(body.querySelector(FIRST) || body);
    } else if (!body && before && page.focusIsLost() && button?.isConnected) page.focus(button);
  });
})();
