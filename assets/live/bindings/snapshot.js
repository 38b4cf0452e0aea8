/** An array that is drawn as it is. */

/** @import { NumberArray, Snapshot } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { averaged } from "../members.js";

/** What its small panel says where its heights are kept back. @param {Snapshot} binding @param {string[]} veil */
export function waits({ trace, array, into }, veil) {
  return into === "y" && veil.includes(array) ? { trace, text: "shown after<br>your answer", height: 0.5 } : null;
}

/** @param {Snapshot} binding @param {Sheet} sheet */
export function fill({ trace, array, into, column, where, pick, stop }, sheet) {
  const all = sheet.arrays(array);
  const whole = averaged(sheet.chosen(where, pick).flatMap((m) => all[m] ?? []));
  if (!whole) return;
  const cells = stop ? part(whole, sheet.stop) : whole;
  const { shape: [length = 1, width = 1], values } = cells;
  const rows = Array.from({ length }, (_, i) => values.subarray(i * width, (i + 1) * width));
  const path = into.split(".");
  /** @type {Record<string, unknown>} */
  let owner = sheet.traces[trace];
  for (const name of path.slice(0, -1)) owner = owner[name] = { .../** @type {object} */ (owner[name]) };
  const matrix = cells.shape.length > 1 && column === null;
  owner[path[path.length - 1]] = matrix ? rows : rows.map((row) => row[column ?? 0]);
}

/** The part of an array at a place of its first axis. @param {NumberArray} array @param {number} at @returns {NumberArray} */
function part({ shape: [, ...shape], values }, at) {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: values.subarray(at * size, (at + 1) * size) };
}
