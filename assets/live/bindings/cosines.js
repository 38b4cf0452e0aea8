/** How alike directions are: cosines between them, in the order of their angle. */

/** @import { Cosines } from "../types" */
/** @import { Sheet } from "../sheet.js" */

/** Directions of a matrix, at most. */
const MOST = 100;

/** @param {Cosines} binding @param {Sheet} sheet */
export function fill({ trace, array, where }, sheet) {
  const directions = sheet.arrays(array)[sheet.chosen(where)[0]];
  if (!directions) return;
  const angle = Float64Array.from(directions.values).sort();
  const few = angle.filter((_, i) => i % Math.ceil(angle.length / MOST) === 0);
  sheet.traces[trace].z = Array.from(few, (one) => few.map((other) => Math.cos(((one - other) * Math.PI) / 180)));
}
