/* The marks of the whole collection: fetched once for each version, of which a view names its hits. */
(() => {
  "use strict";

  const { jsonAt } = servicekartan;

  /* Row numbers as they are, or a bit for each row as Base64. */
  const isHit = (hits) => {
    if (typeof hits !== "string") {
      const rows = new Set(hits);
      return (_, row) => rows.has(row);
    }
    const bytes = Uint8Array.from(atob(hits), (char) => char.charCodeAt(0));
    return (_, row) => Boolean(bytes[row >> 3] & (128 >> (row & 7)));
  };

  /* The points of a HitsView, see pages/viewer/marks.py. */
  const pointsOf = async ({ address, hits }) => (await jsonAt(address)).filter(isHit(hits));

  Object.assign(servicekartan, { pointsOf });
})();
