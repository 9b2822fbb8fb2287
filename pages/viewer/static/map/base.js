/* The base: sea, land, borders, controls and what the map listens to; drawn once. */
(() => {
  "use strict";

  const { SWEDEN, fillMunicipalities, nameMunicipalities, pickMunicipality } = servicekartan;
  const { addAreaButton, addClusters, addLabels, addLegend, drawing, element, fetchJson } = servicekartan;
  const { fit, followPrint, lonLat, report, send, settle, shareGestures, showArea } = servicekartan;
  /* What the land around Sweden covers, as MAP_CORNERS in pages/common/area_view.py. */
  const WHOLE = [[52, 0], [71, 35]];
  const PANES = { abroad: 205, land: 210, borders: 220, rings: 230, labels: 640 };
  const STYLES = {
    neighbours: { className: "sk-neighbour", weight: 1, interactive: false },
    lakes: { className: "sk-lake", weight: 0.75, interactive: false },
    counties: { className: "sk-county", weight: 1.6, fill: false, interactive: false },
    municipalities: { className: "sk-municipality", weight: 0.6 },
  };

  /* A layer is an address, or the data itself in a page that has nobody to ask. */
  const read = async (source) => (typeof source === "string" ? fetchJson(source) : source);

  /* Wait until what has been drawn is on the screen; a page that nobody sees does not wait for that. */
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      setTimeout(done, 300);
    });

  /* Which way round the colours go is the page's to say: it hands its background down. */
  const followTheme = () => {
    const paint = () => {
      const css = getComputedStyle(document.documentElement);
      const colour = css.getPropertyValue("--background-color").trim() || "#ffffff";
      const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
      document.documentElement.dataset.theme = r + g + b < 380 ? "dark" : "light";
    };
    paint();
    window.addEventListener("message", () => setTimeout(paint));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  };

  // --- layers ----------------------------------------------------------------------------------

  const addPanes = (map) => {
    for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = zIndex;
    map.getPane("labels").style.pointerEvents = "none";
    map.getPane("rings").style.pointerEvents = "none";
  };

  const addLayer = (map, name, pane, options = {}) =>
    L.geoJSON(null, { style: STYLES[name], pane, ...options }).addTo(map);

  const addSurroundings = async (map, layers) => {
    await painted();
    const rest = ["neighbours", "lakes", "counties", "places"].map((name) => read(layers[name]));
    const [neighbours, lakes, counties, places] = await Promise.all(rest);
    // The first paint may have given way to the app meanwhile.
    if (map.sk.isGone) return;
    addLayer(map, "neighbours", "abroad").addData(neighbours);
    addLayer(map, "lakes", "borders").addData(lakes);
    addLayer(map, "counties", "borders").addData(counties);
    addLabels(map, map.sk.municipalities, places);
  };

  /* The land that the marks stand on comes first, and what lies around it is not even asked for
   * until that is seen: it would take its turn on the way and in the browser. */
  const addLand = async (map, layers) => {
    const onEachFeature = pickMunicipality(map);
    const municipalities = addLayer(map, "municipalities", "land", { onEachFeature });
    nameMunicipalities(map, municipalities);
    const land = await read(layers.municipalities);
    if (map.sk.isGone) return;
    municipalities.addData(land);
    map.sk.municipalities = municipalities;
    if (map.sk.view) {
      fillMunicipalities(map, map.sk.view);
      showArea(map, map.sk.view);
    }
    map.fire("land");
    await addSurroundings(map, layers);
  };

  const addGroups = (map) => {
    addClusters(map);
    map.sk.area = L.layerGroup().addTo(map);
    map.sk.selection = L.layerGroup().addTo(map);
    map.sk.near = L.layerGroup().addTo(map);
    map.sk.channel = L.featureGroup().addTo(map);
  };

  // --- controls --------------------------------------------------------------------------------

  const addButton = (map, name, press) => {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control");
      const button = element("button", { class: "sk-button", type: "button" }, drawing(name, 20));
      bar.append(button);
      map.sk.buttons[name] = button;
      L.DomEvent.disableClickPropagation(bar).on(button, "click", press);
      return bar;
    };
    control.addTo(map);
  };

  /* The whole page goes full screen, so that the panel beside the map comes along. */
  const toggleFullscreen = (map) => {
    const page = map.sk.page.document;
    if (page.fullscreenElement) page.exitFullscreen();
    else page.documentElement.requestFullscreen().catch(() => {});
  };

  const addControls = (map) => {
    map.attributionControl.setPrefix("Leaflet");
    if (document.fullscreenEnabled) addButton(map, "fullscreen", () => toggleFullscreen(map));
    addButton(map, "fit", () => fit(map));
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    addLegend(map);
    addAreaButton(map);
  };

  // --- events ----------------------------------------------------------------------------------

  const tipsOf = (map) => {
    const tips = [];
    map.eachLayer((layer) => layer instanceof L.Tooltip && tips.push(layer));
    return tips;
  };

  /* What the focus on a mark has opened closes first, as whoever sees little needs. */
  const closeTip = (map) => {
    if (!document.activeElement.matches(".sk-icon:focus-visible")) return false;
    const tips = tipsOf(map);
    tips.forEach((tip) => map.closeTooltip(tip));
    return tips.length > 0;
  };

  /* Keys for the page around the map reach it also when the map has the focus. */
  const passOn = (map, event) => {
    const { key, code, altKey } = event;
    if (key === "Escape" && closeTip(map)) return event.stopPropagation();
    const forThePage = key === "Escape" || (altKey && ["ArrowUp", "ArrowDown"].includes(key));
    if (!forThePage || map.sk.page === window) return;
    const copy = new KeyboardEvent("keydown", { key, code, altKey, bubbles: true });
    map.sk.page.document.body.dispatchEvent(copy);
  };

  const pressIcon = (event) => {
    if (!event.target.classList.contains("sk-icon") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.target.click();
  };

  const listen = (map) => {
    map.on("moveend", () => report(map));
    map.on("preclick", ({ latlng }) => (map.sk.clicked = lonLat(latlng, 4)));
    map.on("click", ({ sourceTarget }) => {
      if (map.sk.view?.near && sourceTarget === map) send(map, { place: map.sk.clicked });
    });
    const container = map.getContainer();
    container.addEventListener("keydown", (event) => passOn(map, event));
    container.addEventListener("keydown", pressIcon);
    // Leaflet takes the focus when pressed; the page around must not jump under the finger.
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    const touch = () => (map.sk.touched = true);
    ["pointerdown", "wheel", "keydown"].forEach((name) =>
      container.addEventListener(name, touch, { once: true }),
    );
    const observer = new ResizeObserver(() => settle(map));
    observer.observe(container);
    map.on("unload", () => {
      observer.disconnect();
      map.sk.isGone = true;
    });
  };

  /* Draw everything that stays: called once, with each layer's address or the layer itself.
   *
   * In the app the map lives in a frame of its own and acts on the page around it. Alone, it is
   * the page, and what frames it is somebody else's and left alone. On a phone one finger scrolls
   * the page around the map, if there is one that `scrolls`.
   */
  const base = (map, { layers, tiles, alone = false, scrolls = false }) => {
    map.sk = { points: new Map(), buttons: {}, page: alone ? window : window.parent };
    // For the page around, which waits for the map to stand.
    servicekartan.map = map;
    followTheme();
    // folium's page forbids enlarging, which readers need.
    document.querySelector("meta[name=viewport][content*=user-scalable]")?.remove();
    addPanes(map);
    addLand(map, layers);
    map.getContainer().classList.toggle("sk-tiles", Boolean(tiles));
    addControls(map);
    addGroups(map);
    listen(map);
    shareGestures(map, scrolls);
    followPrint(map);
    map.setMaxBounds(WHOLE);
    map.fitBounds(SWEDEN, { animate: false });
  };

  Object.assign(servicekartan, { base, followTheme });
})();
