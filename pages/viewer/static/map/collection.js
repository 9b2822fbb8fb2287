/* The marks of the whole collection: fetched once for each version, of which a view names its hits. */
(() => {
  "use strict";

  const files = new Map();

  const fetchMarks = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  };

  const marksAt = (address) => {
    if (!files.has(address)) files.set(address, fetchMarks(address));
    const marks = files.get(address);
    // What failed may come another time.
    marks.catch(() => files.delete(address));
    return marks;
  };

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
  const pointsOf = async ({ address, hits }) => (await marksAt(address)).filter(isHit(hits));

  Object.assign(servicekartan, { pointsOf });
})();
