/* What every view can do: be shared, be printed, and have its examples kept as favourites.
 *
 * A button says in `data-tool` what it does and in `data-words`, as JSON, the words that this needs;
 * those of the stars stand once, at the link to the favourites.
 * It works alike in the app and on the pages of text, which have `data-root`, the way to the root.
 * Favourites are ids of examples in this browser's localStorage; the server never hears of them
 * until somebody opens their list or shares its address.
 */
(() => {
  "use strict";

  const KEY = "servicekartan-favoriter";
  const MOST = 100;
  const PRINT = "#skriv-ut";
  const COPIED_MS = 4000;
  /* Parameters that are the visitor's own, or of the frame around the page. */
  const PRIVATE = new Set(["nyckel", "kvitto", "embed"]);

  const element = (tag, attributes = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.append(...children);
    return node;
  };

  /* What has happened, for those who see it and those who hear it. */
  const say = (text) => {
    document.querySelector(".sk-message")?.remove();
    const note = element("p", { className: "sk-message" });
    note.setAttribute("role", "status");
    document.body.append(note);
    // A live region is heard only of what changes in it.
    setTimeout(() => (note.textContent = text), 50);
    setTimeout(() => note.remove(), COPIED_MS);
  };

  // --- sharing -------------------------------------------------------------------------------

  /* The address of what is shown, without what belongs to its visitor. */
  const addressOf = (button) => {
    const url = new URL(button.dataset.link || location.href, location.href);
    url.hash = "";
    PRIVATE.forEach((name) => url.searchParams.delete(name));
    return url;
  };

  const rootOf = (button) => new URL(button.dataset.root || "./", location.href);

  /* The light viewer in a frame, with the parameters of the map page that it has too. */
  const embedded = (url, root, names = "") => {
    if (url.pathname !== root.pathname) return null;
    const target = new URL("embed", root);
    const own = new Set(names.split(" "));
    for (const [name, value] of url.searchParams)
      if (own.has(name)) target.searchParams.append(name, value);
    return `<iframe src="${target.href.replace(/&/g, "&amp;")}" title="Servicekartan" width="100%" height="640" style="border: 0" loading="lazy" allowfullscreen></iframe>`;
  };

  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      // Without HTTPS, as in a village hall, there is only the old way.
      field.select();
      return document.execCommand("copy");
    }
  };

  /* A field that cannot be changed, and the button that copies it. */
  const copyable = (tag, label, value, words, status) => {
    const field = element(tag, { value, readOnly: true });
    field.setAttribute("aria-label", label);
    const button = element("button", { type: "button", textContent: words.copy });
    const run = async () => (status.textContent = (await copy(field)) ? words.copied : words.uncopied);
    button.addEventListener("click", run);
    return { row: element("div", { className: "sk-copy" }, field, button), run };
  };

  const qrCode = (url, root, words) => {
    const code = new URL("dela/qr.svg", root);
    code.searchParams.set("till", url.pathname.slice(root.pathname.length) + url.search);
    return element("img", { src: code.href, alt: words.qr, width: 180, height: 180 });
  };

  const sheet = (url, words) => {
    if (!navigator.share) return [];
    const button = element("button", { type: "button", textContent: words.send });
    // Whoever closes the phone's sheet has changed their mind: nothing has failed.
    button.addEventListener("click", () =>
      navigator.share({ title: document.title, url: url.href }).catch(() => {}),
    );
    return [button];
  };

  const framed = (code, words, status) => {
    if (!code) return [];
    const { row } = copyable("textarea", words.embed, code, words, status);
    return [element("details", {}, element("summary", { textContent: words.embed }), row)];
  };

  const share = (button) => {
    const words = JSON.parse(button.dataset.words);
    const url = addressOf(button);
    const root = rootOf(button);
    const status = element("p");
    status.setAttribute("role", "status");
    const { row, run } = copyable("input", words.link, url.href, words, status);
    const close = element("button", { textContent: words.close });
    const head = element("form", { method: "dialog" }, element("h2", { textContent: words.share }), close);
    const dialog = element("dialog", { className: "sk-dialog" }, head, status, row, ...sheet(url, words));
    dialog.append(qrCode(url, root, words), ...framed(embedded(url, root, button.dataset.framed), words, status));
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-label", words.share);
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => dialog.remove());
    // There it has the colours that the visitor has chosen for the app.
    (document.querySelector('[data-testid="stApp"]') || document.body).append(dialog);
    dialog.showModal();
    run();
  };

  // --- favourites ----------------------------------------------------------------------------

  const favourites = () => {
    try {
      const ids = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(ids) ? ids.filter((id) => /^[a-z0-9-]{1,80}$/.test(id)) : [];
    } catch {
      return [];
    }
  };

  /* Keep the ids; false where the browser keeps nothing for pages. */
  const keep = (ids) => {
    try {
      localStorage.setItem(KEY, JSON.stringify([...new Set(ids)].slice(0, MOST)));
      return true;
    } catch {
      return false;
    }
  };

  const language = () => (document.documentElement.lang === "en" ? "en" : "");

  const listAddress = (root, ids) => {
    const url = new URL("favoriter", root);
    if (ids.length) url.searchParams.set("exempel", ids.join(","));
    if (language()) url.searchParams.set("lang", language());
    return url.href.replaceAll("%2C", ",");
  };

  const update = () => {
    const ids = favourites();
    for (const star of document.querySelectorAll("[data-favourite]"))
      star.setAttribute("aria-pressed", ids.includes(star.dataset.favourite));
    for (const link of document.querySelectorAll(".sk-favourites")) {
      link.hidden = !ids.length;
      link.href = listAddress(rootOf(link), ids);
      link.querySelector("b").textContent = ids.length;
    }
  };

  const favouriteWords = () => JSON.parse(document.querySelector(".sk-favourites").dataset.words);

  const toggle = (star) => {
    const id = star.dataset.favourite;
    const ids = favourites();
    const words = favouriteWords();
    const without = ids.filter((other) => other !== id);
    const adding = without.length === ids.length;
    if (adding && ids.length >= MOST) return say(words.full);
    if (!keep(adding ? [...ids, id] : without)) return say(words.unkept);
    say(adding ? words.kept : words.removed);
    update();
    showList();
  };

  /* The page of favourites: what differs when they are this device's own. */
  const showList = () => {
    const page = document.querySelector("[data-favourites]");
    if (!page) return;
    const ids = favourites();
    const listed = page.dataset.favourites.split(",").filter(Boolean);
    if (!listed.length && ids.length) return location.replace(listAddress(rootOf(page), ids));
    const mine = listed.length > 0 && listed.every((id) => ids.includes(id));
    for (const part of page.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "mine") !== mine;
  };

  const keepListed = () => {
    const listed = document.querySelector("[data-favourites]").dataset.favourites.split(",");
    const words = favouriteWords();
    say(keep([...favourites(), ...listed]) ? words.kept : words.unkept);
    update();
    showList();
  };

  const forget = (button) => {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // What keeps nothing has nothing to forget.
    }
    location.assign(listAddress(rootOf(button), []));
  };

  // --- the key to tours and rooms ------------------------------------------------------------

  let remembered = false;

  /* A browser that has made something keeps its key until long after it is closed. */
  const remember = () => {
    if (remembered || !document.querySelector("[data-remember]")) return;
    remembered = true;
    fetch("./minns-mig", { method: "POST" }).catch(() => (remembered = false));
  };

  const forgetKey = async (button) => {
    if (!confirm(JSON.parse(button.dataset.words).sure)) return;
    await fetch("./glom-mig", { method: "POST" });
    location.assign(location.pathname);
  };

  /* What only paper has, such as a map, is fetched first: the screen has not asked for it. */
  const fetchPaper = () => {
    const onPaper = [...document.querySelectorAll("img.vw-paper")];
    onPaper.forEach((image) => (image.loading = "eager"));
    return onPaper;
  };

  const print = async () => {
    await Promise.allSettled(fetchPaper().map((image) => image.decode()));
    window.print();
  };

  /* The browser's own print waits for no picture, so its key is ours until they are there. */
  const printByKey = (event) => {
    const isPrint = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "p";
    if (!isPrint || fetchPaper().every(({ complete }) => complete)) return;
    event.preventDefault();
    print();
  };

  // --- all of them ---------------------------------------------------------------------------

  const TOOLS = { share, print, "keep-listed": keepListed, forget, "forget-key": forgetKey };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button[data-tool], button[data-favourite]");
    if (!button) return;
    if (button.dataset.favourite) toggle(button);
    else TOOLS[button.dataset.tool]?.(button);
  });
  addEventListener("keydown", printByKey);
  addEventListener("beforeprint", fetchPaper);
  addEventListener("storage", ({ key }) => key === KEY && update());
  addEventListener("pageshow", update);
  window.servicekartanPage?.watchers.push(update, remember);
  update();
  showList();
  if (location.hash === PRINT && document.querySelector(".vw-text")) addEventListener("load", print);
})();
