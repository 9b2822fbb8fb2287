/* The map on paper: as wide as an A4 sheet either way round, and all that was seen on the screen. */
(() => {
  "use strict";

  const { fit } = servicekartan;

  /* Marks stand where they should at once: clusters that are taken off do not move over. */
  const refit = (map, go) => {
    const { clusters } = map.sk;
    map.removeLayer(clusters);
    map.invalidateSize({ animate: false });
    go();
    map.addLayer(clusters);
    map.fire("pointschange");
  };

  /* A map that nobody has moved stands where it would on a screen of the paper's size. */
  const toPaper = (map) => {
    const { touched, view } = map.sk;
    const bounds = map.getBounds();
    map.sk.screen = { centre: map.getCenter(), zoom: map.getZoom() };
    map.getContainer().classList.add("sk-paper");
    refit(map, () => {
      if (touched || view.position || view.selected) map.fitBounds(bounds, { animate: false });
      else fit(map, { animate: false });
    });
  };

  const toScreen = (map) => {
    const { centre, zoom } = map.sk.screen;
    map.getContainer().classList.remove("sk-paper");
    refit(map, () => map.setView(centre, zoom, { animate: false }));
    map.sk.screen = null;
  };

  /* The page that prints says so before it is laid out for paper; a map on its way is left alone. */
  const followPrint = (map) => {
    const page = map.sk.page;
    const before = () => map.sk.view && !map.sk.screen && toPaper(map);
    const after = () => map.sk.screen && toScreen(map);
    page.addEventListener("beforeprint", before);
    page.addEventListener("afterprint", after);
    map.on("unload", () => {
      page.removeEventListener("beforeprint", before);
      page.removeEventListener("afterprint", after);
    });
  };

  Object.assign(servicekartan, { followPrint });
})();
