/* The service worker: the light pages without coverage.
 *
 * The server writes `config` before this, see pages/routes/web_app.py. Pages come from the network
 * as long as there is one, and else as they were when it was last there, with the date. Only what
 * is listed here is ever kept: no page with anything personal on it.
 */
(() => {
  "use strict";

  const { version, files, search, notes } = config;
  const PREFIX = "servicekartan-";
  const CACHE = PREFIX + version;
  const ROOT = new URL("./", self.location);
  const LANGUAGES = ["sv", "en"];
  const EXAMPLE = /^exempel\/([\w-]+)$/;
  const DETAILS = /^embed\/examples\/([\w-]+)$/;
  self.servicekartan = {};
  importScripts(search);

  const address = (path, language) =>
    new URL(language === "en" ? `${path}?lang=en` : path, ROOT).href;
  const languageOf = (url) => (url.searchParams.get("lang") === "en" ? "en" : "sv");

  // --- keeping -------------------------------------------------------------------------------

  /* A kept page says when it was fetched. */
  const dated = async (response, language) => {
    const moment = new Date().toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    const text = await response.text();
    const page = text.replace("<html", `<html data-fetched="${notes[language].replace("{date}", moment)}"`);
    const headers = new Headers(response.headers);
    ["Content-Encoding", "Content-Length"].forEach((name) => headers.delete(name));
    return new Response(page, { headers });
  };

  const keepPage = async (path, language, response) => {
    const cache = await caches.open(CACHE);
    await cache.put(address(path, language), await dated(response, language));
  };

  const fetchAnew = async (target) => {
    const response = await fetch(target, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${target}: ${response.status}`);
    return response;
  };

  const keepCollection = async (language) => {
    const cache = await caches.open(CACHE);
    const collection = address("embed/collection", language);
    await cache.put(collection, await fetchAnew(collection));
  };

  const keepMap = async (language) => keepPage("", language, await fetchAnew(address("", language)));

  /* The map page and the whole collection that it shows. */
  const keepAll = (language) => Promise.all([keepCollection(language), keepMap(language)]);

  const install = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(files);
    await keepAll("sv");
    await self.skipWaiting();
  };

  const activate = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };

  // --- answering -----------------------------------------------------------------------------

  const find = async (target) => (await caches.open(CACHE)).match(target);

  const fromNetwork = async (request, otherwise) => {
    try {
      return await fetch(request);
    } catch {
      return (await otherwise()) || Response.error();
    }
  };

  /* Its address changes with what it holds. */
  const file = async (request) => {
    const copy = await find(request.url);
    if (copy) return copy;
    const response = await fetch(request);
    if (response.ok) await (await caches.open(CACHE)).put(request.url, response.clone()).catch(() => {});
    return response;
  };

  const collection = async (language) => {
    const other = LANGUAGES.find((code) => code !== language);
    const response =
      (await find(address("embed/collection", language))) || (await find(address("embed/collection", other)));
    return response.json();
  };

  const json = (value) =>
    new Response(JSON.stringify(value), { headers: { "Content-Type": "application/json" } });

  const hits = (url) =>
    fromNetwork(url.href, async () => {
      const { ids, index } = await collection(languageOf(url));
      const rows = servicekartan.searcher(index)(url.searchParams.get("q") || "");
      // What the reasons are looked for in would double what is kept.
      return json({ ids: rows && rows.map((row) => ids[row]), reasons: {} });
    });

  const details = (url, id) =>
    fromNetwork(url.href, async () => {
      const { ideas } = await collection(languageOf(url));
      return ideas[id] && json(ideas[id]);
    });

  /* A page of its own that is not kept: the map shows the same example. */
  const instead = (url, path) => {
    const [, id] = EXAMPLE.exec(path) || [];
    if (!id) return find(address("", languageOf(url)));
    const map = new URL(address("", languageOf(url)));
    map.searchParams.set("idea", id);
    return Response.redirect(map.href);
  };

  const page = async (event, url, path) => {
    const language = languageOf(url);
    const isPlain = [...url.searchParams.keys()].every((name) => name === "lang");
    try {
      const response = await fetch(event.request);
      if (response.ok) {
        const keeping = isPlain ? keepPage(path, language, response.clone()) : keepMap(language);
        // With the storage full, or no network again, what was kept before stays.
        event.waitUntil(Promise.all([keeping, keepCollection(language)]).catch(() => {}));
      }
      return response;
    } catch {
      return (await find(address(path, language))) || (await instead(url, path)) || Response.error();
    }
  };

  const isPage = (path) => ["", "embed", "exempel"].includes(path) || EXAMPLE.test(path);

  const answer = (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || !url.href.startsWith(ROOT.href)) return null;
    const path = url.pathname.slice(ROOT.pathname.length);
    if (request.mode === "navigate") return isPage(path) ? page(event, url, path) : null;
    if (/^(assets|geo)\//.test(path)) return file(request);
    if (path === "embed/hits") return hits(url);
    const [, id] = DETAILS.exec(path) || [];
    return id ? details(url, id) : null;
  };

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("message", ({ data }) => LANGUAGES.includes(data) && keepAll(data).catch(() => {}));
  self.addEventListener("fetch", (event) => {
    const response = answer(event);
    if (response) event.respondWith(response);
  });
})();
