/* An idea of one's own, with a pin. */
(() => {
  "use strict";

  const { phone } = servicekartan;
  const { announce, data, find, post, random, read, update, words } = phone;

  let map = null;
  let spot = null;

  const showSpot = () => {
    servicekartan.show(map, { ...data.view, near: { here: spot } });
    find("#set").disabled = !spot;
  };

  const choose = ({ lat, lng }) => {
    spot = [Number(lng.toFixed(4)), Number(lat.toFixed(4))];
    showSpot();
  };

  const openMap = () => {
    spot = read().pin;
    find("#pin").showModal();
    if (!map) {
      map = L.map("map", { zoomSnap: 0.25, minZoom: 3, maxZoom: 14 });
      servicekartan.base(map, { layers: data.layers, tiles: false, alone: true });
      map.on("click", ({ latlng }) => choose(latlng));
      map.getContainer().addEventListener("keydown", ({ key }) => key === "Enter" && choose(map.getCenter()));
    }
    showSpot();
  };

  const setPin = (pin) => {
    update((state) => (state.pin = pin));
    find("#place").textContent = pin ? words.change_pin : words.set_pin;
    find("#pinned").hidden = !pin;
  };

  const usePin = () => setPin(spot);

  const submitIdea = (event) => {
    event.preventDefault();
    const text = find("#text").value.trim().replace(/\s+/g, " ");
    if (!text) return announce(words.empty);
    const { pin } = read();
    update((state) => (state.draft = ""));
    find("#text").value = "";
    post({ type: "note", token: random(), text, lonlat: pin });
    setPin(null);
    announce(data.reviews ? words.thanks_first : words.thanks);
  };

  Object.assign(phone, { openMap, setPin, submitIdea, usePin });
})();
