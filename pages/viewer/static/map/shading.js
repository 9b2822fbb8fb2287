/* The municipalities: their names under the pointer, and how each is filled. */
(() => {
  "use strict";

  const { element, pickable } = servicekartan;

  const fillMunicipalities = (map, { near, shade }) => {
    const roles = shade?.classes || near?.lit || {};
    map.sk.municipalities?.eachLayer((layer) => {
      const classes = layer.getElement()?.classList;
      classes?.remove(layer.role);
      const role = roles[layer.feature.properties.code];
      layer.role = `sk-${role}`;
      if (role) classes?.add(layer.role);
    });
  };

  /* One tooltip for all of them: one for each takes longer to make than the land itself. */
  const nameMunicipalities = (map, municipalities) => {
    const name = ({ feature: { properties } }) => {
      const shade = map.sk.view?.shade;
      const value = shade ? `: ${shade.texts[properties.code]}` : "";
      return element("span", "", properties.name + value);
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

  Object.assign(servicekartan, { fillMunicipalities, nameMunicipalities, pickMunicipality });
})();
