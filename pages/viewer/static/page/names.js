/* Streamlit's own words in Swedish: it has no setting for its language. */
(() => {
  "use strict";

  const page = window.servicekartanPage;
  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  /* Where Streamlit itself writes words that can be seen. */
  const TEXTS = [
    '[data-testid="InputInstructions"]',
    '[data-testid="stTooltipContent"]',
    '[data-testid="stTooltipErrorContent"]',
    '[data-testid^="stMainMenu"]',
    '[data-testid="stFileUploader"] small',
    '[data-testid="stSelectbox"] [role="status"]',
    '[data-testid="stMultiSelect"] [role="status"]',
    '[role="listbox"]',
  ].join();
  const SWEDISH = [
    ["Sidebar", "Filter"],
    ["App pages", "Sidor"],
    ["Main menu", "Inställningar"],
    ["Collapse sidebar", "Stäng menyn"],
    ["Open", "Visa valen"],
    ["Close", "Stäng"],
    ["Dismiss", "Stäng"],
    ["Clear value", "Rensa"],
    ["Clear all", "Rensa alla"],
    ["Clear entry", "Rensa"],
    ["Clear date", "Rensa datumet"],
    ["Choose date", "Välj datum"],
    ["Selected values", "Valda"],
    ["Link to heading", "Länk till rubriken"],
    ["Navigate to home page", "Till startsidan"],
    ["Pagination", "Sidor i listan"],
    ["Next page", "Nästa sida"],
    ["Previous page", "Föregående sida"],
    ["Next month", "Nästa månad"],
    ["Previous month", "Föregående månad"],
    ["Notifications", "Meddelanden"],
    ["Show password", "Visa lösenordet"],
    ["Hide password", "Dölj lösenordet"],
    ["Copy to clipboard", "Kopiera"],
    ["Copied", "Kopierat"],
    ["Fullscreen", "Helskärm"],
    ["Close fullscreen", "Stäng helskärmen"],
    ["Increment", "Öka"],
    ["Decrement", "Minska"],
    ["Add files", "Lägg till filer"],
    ["file upload", "Filer att lämna in"],
    ["Select all", "Välj alla"],
    ["Select...", "Välj …"],
    ["Search", "Sök"],
    ["No results", "Inget passar"],
    ["Running...", "Arbetar …"],
    ["Stop script", "Avbryt"],
    ["Theme", "Färger"],
    ["System", "Som datorn"],
    ["Light", "Ljust"],
    ["Dark", "Mörkt"],
    ["Print", "Skriv ut"],
    ["Record screen", "Spela in skärmen"],
    ["Record a screencast", "Spela in skärmen"],
    [/^Made with Streamlit(.*)$/, "Gjord med Streamlit$1"],
    [/^Help for (.+)$/s, "Hjälp om $1"],
    [/^Remove (.+)$/s, "Ta bort $1"],
    [/^Upload (.+)$/s, "Ladda upp: $1"],
    [/^Page (\d+)$/, "Sida $1"],
    [/^Fullscreen: (.+)$/s, "Helskärm: $1"],
    [/^(.+) — start$/s, "$1, från"],
    [/^(.+) — end$/s, "$1, till"],
    [/^Select (\d+) matches$/, "Välj alla $1 som passar"],
    [/^(\d+) options? available\.?$/, "$1 val att välja bland."],
    [/^Press Enter to apply$/, "Tryck Enter när du är klar"],
    [/^Press Enter to submit form$/, "Tryck Enter för att skicka"],
    [/^Press (Ctrl|⌘)\+Enter to apply$/, "Tryck $1+Enter när du är klar"],
    [/^Press (Ctrl|⌘)\+Enter to submit form$/, "Tryck $1+Enter för att skicka"],
    [/^(\S+) per file(?: • (.+))?$/, "Högst $1 per fil. $2"],
  ].map(([english, swedish]) => [
    typeof english === "string" ? new RegExp(`^${english.replaceAll(".", "\\.")}$`) : english,
    swedish,
  ]);

  const inSwedish = (text) => {
    const match = SWEDISH.find(([english]) => english.test(text.trim()));
    return match ? text.trim().replace(...match) : text;
  };

  const translateAttributes = (root) => {
    const selector = ATTRIBUTES.map((name) => `[${name}]`).join();
    for (const element of root.querySelectorAll(selector))
      for (const name of ATTRIBUTES) {
        const text = element.getAttribute(name);
        const swedish = text && inSwedish(text);
        if (swedish && swedish !== text) element.setAttribute(name, swedish);
      }
  };

  const translateTexts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const swedish = inSwedish(node.nodeValue);
      if (swedish !== node.nodeValue) node.nodeValue = swedish;
    }
  };

  /* Streamlit names a symbol by its English name, "local_library icon", beside the words it adorns. */
  const hideSymbols = () => {
    for (const symbol of document.querySelectorAll('[role="img"][aria-label$=" icon"]'))
      symbol.setAttribute("aria-hidden", "true");
  };

  /* The words that style sheets write on the two menus' buttons are also their names. */
  const nameButtons = () => {
    const menu = page.find('[data-testid="stExpandSidebarButton"]');
    const more = page.find('[data-testid="stTopNavSection"]');
    for (const [button, words] of [[menu, menu], [more, more?.firstElementChild]]) {
      const label = words && getComputedStyle(words, "::after").content.replaceAll('"', "");
      if (label && label !== "none" && button.getAttribute("aria-label") !== label)
        button.setAttribute("aria-label", label);
    }
  };

  const nameFrames = () => {
    for (const frame of document.querySelectorAll('iframe[title^="streamlit_folium"]'))
      frame.title = document.documentElement.lang === "en" ? "Map" : "Karta";
  };

  /* A container whose key begins so holds a text that exists in Swedish only. */
  const markSwedish = () => {
    for (const text of document.querySelectorAll('[class*="st-key-in-swedish"]')) text.lang = "sv";
  };

  /* Hits are a list to a screen reader too, which says how many they are. */
  const markLists = () => {
    for (const list of document.querySelectorAll('[class*="st-key-list-"]')) {
      list.setAttribute("role", "list");
      for (const card of list.querySelectorAll('[class*="st-key-card-"]'))
        card.setAttribute("role", "listitem");
    }
  };

  page.watchers.push(nameButtons, nameFrames, hideSymbols, markSwedish, markLists, () => {
    if (document.documentElement.lang !== "sv") return;
    translateAttributes(document);
    for (const root of document.querySelectorAll(TEXTS)) translateTexts(root);
  });
})();
