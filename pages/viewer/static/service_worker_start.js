/* Starts the service worker, or removes it where the operator has switched it off.
 *
 * A browser without service workers, with its storage full or in a private window goes without.
 */
(() => {
  "use strict";

  const { data } = servicekartan.viewer;
  const WAIT_MS = 3000;
  const workers = navigator.serviceWorker;

  const start = async () => {
    await workers.register("./sw.js");
    const { active } = await workers.ready;
    if (data.language !== "sv") active.postMessage(data.language);
  };

  const stop = async () => {
    const registrations = await workers.getRegistrations();
    await Promise.all(registrations.map((registration) => registration.unregister()));
    // What else is on this address keeps nothing of its own.
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  };

  /* When the page is there, lest it take its turn on the way. */
  const begin = () => setTimeout(() => (data.offline ? start() : stop()).catch(() => {}), WAIT_MS);

  if (workers && window.parent === window) {
    if (servicekartan.firstPaint) window.addEventListener("servicekartan:app", begin, { once: true });
    else begin();
  }

  // A page that was kept is fetched anew when there is a network again.
  const { fetched } = document.documentElement.dataset;
  if (fetched) {
    document.getElementById("state").textContent = fetched;
    window.addEventListener("online", () => location.reload());
  }
})();
