/* Servicekartan's map on plain Leaflet: base layers, the points and what is selected.
 *
 * Used by the app (inside streamlit-folium) and by the light viewer. Text from people only ever
 * becomes textContent or an attribute, never HTML. Whatever can be clicked answers toGeoJSON()
 * with a small "pick", which is what streamlit-folium sends to the server:
 * {type: "Feature", geometry: null, properties: {idea | municipality | position | place | refused, n}}.
 */
window.servicekartan = (() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const SHAPES = {
    square: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
    diamond: "M12 1 23 12 12 23 1 12z",
    circle: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    star: "M12 1l3.2 7 7.6.8-5.7 5.1 1.6 7.5L12 17.6l-6.7 3.8 1.6-7.5L1.2 8.8l7.6-.8z",
    pin: "M12 1a8 8 0 0 0-8 8c0 6 8 14 8 14s8-8 8-14a8 8 0 0 0-8-8zm0 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    fullscreen: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
    fit: "M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1a7 7 0 0 1-5.9 5.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zm1 5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  };
  const SWEDEN = [[55.2, 10.9], [69.1, 24.3]];
  let picks = 0;

  // --- small helpers -------------------------------------------------------------------------

  const element = (tag, className, text = "") => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const draw = (shape, size, colour) => {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    const set = (node, attributes) =>
      Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    set(svg, { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" });
    set(path, { d: SHAPES[shape] || SHAPES.circle, fill: colour, "fill-rule": "evenodd" });
    svg.append(path);
    return svg;
  };

  /* There are hundreds of a few: copies are made faster than new ones. */
  const drawings = {};
  const drawing = (shape, size, colour = "currentColor") =>
    (drawings[`${shape} ${size} ${colour}`] ||= draw(shape, size, colour)).cloneNode(true);

  const symbol = (kind, size) => drawing(kind.shape, size, kind.colour);

  /* The properties may be a function, for what is known only when the click comes. */
  const pickable = (layer, properties) => {
    layer.toGeoJSON = () => ({
      type: "Feature",
      geometry: null,
      properties: { ...(typeof properties === "function" ? properties() : properties), n: ++picks },
    });
    return layer;
  };

  /* The text may be a function, for what is known only when it is shown. */
  /* Made when it is shown, as most never are. */
  const tip = (layer, text, options = {}) =>
    layer.bindTooltip(() => element("span", "", text), { direction: "top", opacity: 1, ...options });

  /* An icon that a keyboard can reach and a screen reader can name. */
  const Icon = L.DivIcon.extend({
    createIcon(old) {
      const icon = L.DivIcon.prototype.createIcon.call(this, old);
      // Leaflet makes a button of what can be pressed; the rest must be something to have a name.
      icon.setAttribute("role", "img");
      icon.setAttribute("aria-label", this.options.label);
      return icon;
    },
  });

  const icon = (html, size, label, className) =>
    new Icon({ html, label, iconSize: [size, size], className: `sk-icon ${className}` });

  // --- the base: sea, land, borders, labels ----------------------------------------------------

  const STYLES = {
    neighbours: { className: "sk-neighbour", weight: 1, interactive: false },
    lakes: { className: "sk-lake", weight: 0.75, interactive: false },
    counties: { className: "sk-county", weight: 1.6, fill: false, interactive: false },
    municipalities: { className: "sk-municipality", weight: 0.6 },
  };

  /* A layer is an address, or the data itself in a page that has nobody to ask. */
  const read = async (source) => {
    if (typeof source !== "string") return source;
    const response = await fetch(source);
    if (!response.ok) throw new Error(`${source}: ${response.status}`);
    return response.json();
  };

  /* One name for all of them: a name for each takes longer to make than the land itself. */
  const nameMunicipalities = (map, municipalities) => {
    const name = ({ feature: { properties } }) => {
      const shade = map.sk.view?.shade;
      const said = shade ? `: ${shade.texts[properties.code]}` : "";
      return element("span", "", properties.name + said);
    };
    municipalities.bindTooltip(name, { sticky: true, direction: "auto", opacity: 1 });
    const light = (on) => ({ propagatedFrom }) =>
      propagatedFrom.getElement()?.classList.toggle("sk-hover", on);
    municipalities.on({ mouseover: light(true), mouseout: light(false) });
  };

  const pickMunicipality = (map) => (feature, shape) =>
    pickable(shape, () =>
      map.sk.view?.near ? { place: map.sk.clicked } : { municipality: feature.properties.code },
    );

  /* Names of counties from afar and of towns close by: the largest first, none upon another. */
  const addLabels = (map, municipalities, towns) => {
    const labels = L.layerGroup().addTo(map);
    const counties = countyNames(municipalities);
    const draw = () => {
      labels.clearLayers();
      const near = map.getZoom() >= 6.5;
      const names = near ? towns : map.getZoom() >= 5 ? counties : [];
      const view = map.getBounds();
      const taken = occupied(map);
      for (const [text, latlng] of names) {
        if (!view.contains(latlng)) continue;
        const { x, y } = map.latLngToContainerPoint(latlng);
        const half = text.length * 4 + 12;
        if (taken.some((t) => Math.abs(t.x - x) < t.half + half && Math.abs(t.y - y) < 26)) continue;
        taken.push({ x, y, half });
        label(text, latlng, near ? "sk-name sk-town" : "sk-name").addTo(labels);
      }
    };
    map.on("moveend", draw);
    draw();
  };

  /* Where the selected example's symbol is, and what is said of it, no name may stand. */
  const occupied = (map) => {
    if (!map.sk.view?.selected) return [];
    const [lon, lat] = map.sk.view.selected.lonlat;
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    return [0, 34].map((down) => ({ x, y: y + down, half: 24 + down }));
  };

  const town = ({ properties, geometry: { coordinates: [lon, lat] } }) => [
    properties.name,
    L.latLng(lat, lon),
  ];

  const countyNames = (municipalities) => {
    const points = {};
    municipalities.eachLayer((layer) => {
      (points[layer.feature.properties.county] ||= []).push(layer.getBounds().getCenter());
    });
    return Object.entries(points).map(([name, p]) => [name, L.latLngBounds(p).getCenter()]);
  };

  const label = (text, latlng, className) =>
    L.marker(latlng, {
      icon: L.divIcon({ html: element("span", "", text), className, iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: "labels",
    });

  const addButton = (map, name, press) => {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control");
      const button = bar.appendChild(element("button", "sk-button"));
      button.type = "button";
      button.append(drawing(name, 20));
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

  const addLegend = (map) => {
    const legend = L.control({ position: "bottomright" });
    legend.onAdd = () => (map.sk.legend = L.DomUtil.create("ul", "sk-legend"));
    legend.addTo(map);
  };

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

  /* Wait until what has been drawn is on the screen; a page that nobody sees does not wait for that. */
  const seen = () =>
    new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      setTimeout(done, 300);
    });

  /* Draw everything that stays: called once, with each layer's address or the layer itself.
   *
   * In the app the map lives in a frame of its own and acts on the page around it. Alone, it is
   * the page, and what frames it is somebody else's and left alone.
   */
  const base = (map, { layers, tiles, alone = false }) => {
    map.sk = { points: new Map(), buttons: {}, page: alone ? window : window.parent };
    followTheme();
    // folium's page forbids enlarging, which readers need.
    document.querySelector("meta[name=viewport][content*=user-scalable]")?.remove();
    for (const [name, zIndex] of Object.entries({ abroad: 205, land: 210, borders: 220, rings: 230, labels: 640 }))
      map.createPane(name).style.zIndex = zIndex;
    map.getPane("labels").style.pointerEvents = "none";
    map.getPane("rings").style.pointerEvents = "none";
    const layer = (name, pane, options = {}) =>
      L.geoJSON(null, { style: STYLES[name], pane, ...options }).addTo(map);
    const municipalities = layer("municipalities", "land", {
      onEachFeature: pickMunicipality(map),
    });
    nameMunicipalities(map, municipalities);
    // The land that the marks stand on comes first, and what lies around it is not even asked for
    // until that is seen: it would take its turn on the way and in the browser.
    const around = async () => {
      await seen();
      const rest = ["neighbours", "lakes", "counties", "places"].map((name) => read(layers[name]));
      const [neighbours, lakes, counties, places] = await Promise.all(rest);
      layer("neighbours", "abroad").addData(neighbours);
      layer("lakes", "borders").addData(lakes);
      layer("counties", "borders").addData(counties);
      return places.features.map(town);
    };
    const land = read(layers.municipalities).then((shapes) => {
      municipalities.addData(shapes);
      map.sk.municipalities = municipalities;
      if (map.sk.view) lightMunicipalities(map, map.sk.view);
    });
    land.then(around).then((towns) => addLabels(map, municipalities, towns));
    map.getContainer().classList.toggle("sk-tiles", Boolean(tiles));
    map.attributionControl.setPrefix("Leaflet");
    if (document.fullscreenEnabled) addButton(map, "fullscreen", () => toggleFullscreen(map));
    addButton(map, "fit", () => fit(map));
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    addLegend(map);
    addClusters(map);
    map.sk.selection = L.layerGroup().addTo(map);
    map.sk.near = L.layerGroup().addTo(map);
    map.sk.channel = L.featureGroup().addTo(map);
    map.on("moveend", () => report(map));
    map.on("preclick", ({ latlng }) => (map.sk.clicked = lonLat(latlng, 4)));
    map.on("click", ({ sourceTarget }) => {
      if (map.sk.view?.near && sourceTarget === map) send(map, { place: map.sk.clicked });
    });
    map.getContainer().addEventListener("keydown", (event) => passOn(map, event));
    map.getContainer().addEventListener("keydown", pressIcon);
    // Leaflet takes the focus when pressed; the page around must not jump under the finger.
    const container = map.getContainer();
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    const touch = () => (map.sk.touched = true);
    ["pointerdown", "wheel", "keydown"].forEach((name) =>
      map.getContainer().addEventListener(name, touch, { once: true }),
    );
    new ResizeObserver(() => settle(map)).observe(map.getContainer());
    map.fitBounds(SWEDEN, { animate: false });
  };

  /* Until somebody has moved the map, it keeps showing what it should in whatever room it gets. */
  const settle = (map) => {
    map.invalidateSize({ animate: false });
    if (map.sk.touched || !map.sk.view || map.sk.fitted?.equals(map.getSize())) return;
    place(map, null, map.sk.view);
  };

  /* Keys for the page around the map reach it also when the map has the focus. */
  const passOn = (map, { key, code, altKey }) => {
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

  // --- the points ------------------------------------------------------------------------------

  const addClusters = (map) => {
    map.sk.clusters = L.markerClusterGroup({
      iconCreateFunction: (cluster) => clusterIcon(map, cluster),
      maxClusterRadius: 34,
      showCoverageOnHover: false,
      spiderLegPolylineOptions: { className: "sk-leg", weight: 1.5 },
      animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    }).addTo(map);
  };

  /* A ring with a slice for each kind in the cluster, and how many they are. */
  const clusterIcon = (map, cluster) => {
    const { kinds, words } = map.sk.view;
    const markers = cluster.getAllChildMarkers();
    let from = 0;
    const slices = kinds.map((kind) => {
      const to = from + markers.filter((m) => m.options.kind === kind.key).length / markers.length;
      const slice = `${kind.colour} ${from}turn ${to}turn`;
      from = to;
      return slice;
    });
    const ring = element("span", "sk-ring");
    ring.style.background = `conic-gradient(${slices.join(",")})`;
    ring.append(element("span", "sk-count", markers.length));
    const size = markers.length < 10 ? 34 : markers.length < 30 ? 40 : 46;
    return icon(ring, size, `${markers.length} ${words.cluster}`, "sk-cluster");
  };

  const kindOf = (map, key) => map.sk.view.kinds.find((kind) => kind.key === key);

  const point = (map, [id, lon, lat, kindKey, title, place]) => {
    const kind = kindOf(map, kindKey);
    const label = `${title} (${kind.label}, ${place})`;
    const marker = L.marker([lat, lon], {
      kind: kindKey,
      icon: icon(symbol(kind, 22), 26, label, "sk-point"),
    });
    return tip(pickable(marker, { idea: id }), title, { offset: [0, -10] });
  };

  /* Only the points that came or went are touched, so that an opened cluster stays open. */
  const showPoints = (map, ideas) => {
    const { points, clusters } = map.sk;
    const wanted = new Map(ideas.map((idea) => [idea.join("\u0000"), idea]));
    const gone = [...points.keys()].filter((key) => !wanted.has(key));
    const come = [...wanted.keys()].filter((key) => !points.has(key));
    clusters.removeLayers(gone.map((key) => points.get(key)));
    gone.forEach((key) => points.delete(key));
    come.forEach((key) => points.set(key, point(map, wanted.get(key))));
    clusters.addLayers(come.map((key) => points.get(key)));
  };

  const showLegend = (map, { kinds, ideas, near, shade }) => {
    const count = (key) => ideas.filter((idea) => idea[3] === key).length;
    // A map that only asks where something is has nothing to explain.
    map.sk.legend.hidden = Boolean(near) && !ideas.length;
    map.sk.legend.replaceChildren(
      ...kinds.map((kind) => {
        const row = element("li", "");
        row.append(symbol(kind, 16), element("span", "", kind.label), element("b", "", count(kind.key)));
        return row;
      }),
      ...(shade?.legend || (near?.rings.length ? near.legend : [])).map(([role, text]) => {
        const row = element("li", shade ? "" : "sk-lit");
        row.append(element("i", `sk-swatch sk-${role}`), element("span", "", text));
        return row;
      }),
    );
  };

  // --- what is selected --------------------------------------------------------------------------

  const showSelection = (map, { selected }) => {
    map.sk.selection.clearLayers();
    if (!selected) return;
    const kind = kindOf(map, selected.kind);
    const colour = kind.colour;
    if (selected.line)
      L.geoJSON(selected.line, { interactive: false, style: { color: colour, weight: 4 } }).addTo(
        map.sk.selection,
      );
    selected.stops.forEach(([lon, lat, name], at) => {
      const html = element("span", "", selected.stops.length > 1 ? at + 1 : "");
      const stop = L.marker([lat, lon], { icon: icon(html, 22, name, "sk-stop") });
      tip(pickable(stop, { idea: selected.id }), name, { offset: [0, -8] }).addTo(map.sk.selection);
    });
    const [lon, lat] = selected.lonlat;
    const big = icon(symbol(kind, 34), 44, selected.title, "sk-selected");
    // Under opened clusters, and no obstacle to what lies beneath: others may share the spot.
    L.marker([lat, lon], { icon: big, zIndexOffset: 500000, interactive: false, keyboard: false }).addTo(
      map.sk.selection,
    );
  };

  // --- near one place: rings, lit municipalities, where the browser is -----------------------------

  const lonLat = (latlng, decimals) => {
    const { lat, lng } = latlng.wrap ? latlng.wrap() : latlng;
    return [Number(lng.toFixed(decimals)), Number(lat.toFixed(decimals))];
  };

  const showNear = (map, { near }) => {
    map.sk.near.clearLayers();
    for (const [km, points] of near?.rings || []) {
      const latlngs = points.map(([lon, lat]) => [lat, lon]);
      const look = { className: "sk-distance", weight: 1.6, fill: false, interactive: false };
      L.polyline(latlngs, { ...look, pane: "rings" }).addTo(map.sk.near);
      const top = latlngs.reduce((north, point) => (point[0] > north[0] ? point : north));
      label(`${km} km`, top, "sk-name sk-km").addTo(map.sk.near);
    }
    if (!near?.here) return;
    const [lon, lat] = near.here;
    const html = drawing("pin", 42);
    const pin = L.divIcon({ html, className: "sk-here", iconSize: [42, 42], iconAnchor: [21, 40] });
    const still = { keyboard: false, interactive: false, zIndexOffset: 1000000 };
    L.marker([lat, lon], { icon: pin, ...still }).addTo(map.sk.near);
  };

  const lightMunicipalities = (map, { near, shade }) => {
    const roles = shade?.classes || near?.lit || {};
    map.sk.municipalities?.eachLayer((layer) => {
      const shape = layer.getElement()?.classList;
      shape?.remove(layer.role);
      const role = roles[layer.feature.properties.code];
      layer.role = `sk-${role}`;
      if (role) shape?.add(layer.role);
    });
  };

  /* Ask the browser where it is. It is rounded to about a kilometre before it leaves the browser. */
  const askPosition = (map) => {
    const refuse = ({ code }) => send(map, { refused: code === 1 ? "denied" : "unavailable" });
    const tell = ({ coords: { latitude, longitude } }) =>
      send(map, { place: lonLat({ lat: latitude, lng: longitude }, 2) });
    if (!navigator.geolocation) return refuse({ code: 2 });
    navigator.geolocation.getCurrentPosition(tell, refuse, { timeout: 10000, maximumAge: 300000 });
  };

  const bounds = (map) => {
    const { ideas, selected, near } = map.sk.view;
    if (near?.rings.length && !selected?.stops.length)
      return L.latLngBounds(near.rings.at(-1)[1].map(([lon, lat]) => [lat, lon]));
    if (near?.here && !near.rings.length) return L.latLng(near.here[1], near.here[0]).toBounds(40000);
    const points = selected?.stops.length ? selected.stops : ideas.map(([, lon, lat]) => [lon, lat]);
    return points.length ? L.latLngBounds(points.map(([lon, lat]) => [lat, lon])) : null;
  };

  const fit = (map, options = {}) =>
    map.fitBounds(bounds(map) || SWEDEN, { padding: [30, 30], maxZoom: 11, ...options });

  const reveal = (map, selected) => {
    if (selected.stops.length > 1) return fit(map);
    const [lon, lat] = selected.lonlat;
    return map.setView([lat, lon], Math.max(map.getZoom(), 8));
  };

  /* The page's address says what is seen, without asking the server. */
  const remember = (page, values) => {
    const address = new URL(page.location.href);
    // A page opened as a file may not change its address.
    if (!address.protocol.startsWith("http")) return;
    const news = Object.entries(values).filter(
      ([name, value]) => (value || "") !== (address.searchParams.get(name) || ""),
    );
    for (const [name, value] of news)
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    if (news.length) page.history.replaceState(page.history.state, "", address);
  };

  /* Tell the server where the map is, where the list is sorted by that. */
  const report = (map) => {
    const centre = map.getCenter();
    const position = [centre.lng.toFixed(3), centre.lat.toFixed(3), map.getZoom().toFixed(2)];
    if (map.sk.touched && !map.sk.view?.near && !map.sk.view?.still) remember(map.sk.page, { pos: position.join(",") });
    if (map.sk.view?.follow) send(map, { position: position.map(Number) });
  };

  /* Tell of what a visitor picks on the map; in the app streamlit-folium listens by itself. */
  const onPick = (map, take) =>
    [map.sk.clusters, map.sk.selection, map.sk.channel].forEach((group) =>
      group.on("click", ({ layer }) => layer.toGeoJSON && take(layer.toGeoJSON().properties)),
    );

  const send = (map, properties) =>
    map.sk.channel.fire("click", { layer: pickable({}, properties) });

  /* Show a view: called whenever what is to be seen has changed.
   *
   * view: {ideas: [[id, lon, lat, kind, title, place]], kinds: [{key, colour, shape, label}],
   *        selected: null | {id, kind, title, lonlat, stops: [[lon, lat, name]], line},
   *        focus, position: null | [lon, lat, zoom], follow, language, words,
   *        near: null | {rings: [[km, [[lon, lat]]]], lit: {code: own | beside | alike},
   *        here: null | [lon, lat], legend: [[role, label]], ask},
   *        shade: null | {classes: {code: role}, texts: {code: words}, legend: [[role, label]]},
   *        still: whether the caller moves the map itself}
   */
  const show = (map, view) => {
    const before = map.sk.view;
    map.sk.view = view;
    document.documentElement.lang = view.language;
    if (map.sk.page !== window) document.title = view.words.map;
    map.getContainer().setAttribute("aria-label", view.words.map);
    for (const [name, button] of Object.entries(map.sk.buttons)) {
      button.title = view.words[name];
      button.setAttribute("aria-label", view.words[name]);
    }
    if (!before) map.attributionControl.addAttribution(view.words.credits);
    // Before there is anything to move along with it.
    if (!before) place(map, null, view);
    showPoints(map, view.ideas);
    showLegend(map, view);
    showSelection(map, view);
    showNear(map, view);
    lightMunicipalities(map, view);
    if (before) place(map, before, view);
    if (view.near?.ask && view.near.ask !== before?.near?.ask) askPosition(map);
    if (view.follow && !before?.follow) report(map);
  };

  /* Move the map only when what it is about has changed: never under a reader's hands. */
  const place = (map, before, view) => {
    if (view.still) return;
    map.sk.fitted = map.getSize();
    if (!before && view.position) {
      const [lon, lat, zoom] = view.position;
      map.setView([lat, lon], zoom, { animate: false });
    } else if (!before) {
      if (view.selected) reveal(map, view.selected);
      else if (view.focus) fit(map, { animate: false });
      else map.fitBounds(SWEDEN, { animate: false });
    } else if (view.focus !== before.focus) fit(map);
    else if (view.reveal !== before.reveal && view.selected) reveal(map, view.selected);
  };

  return { SWEDEN, base, followTheme, show, onPick, remember, symbol, label, element, tip };
})();
