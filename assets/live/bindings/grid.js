/** A heat map over two coordinates. */

/** @import { Grid } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { valuesOf } from "../members.js";
import { column } from "../run.js";

/** @param {Grid} binding */
export const curve = ({ z }) => column(z);

/** @param {Grid} binding @param {Sheet} sheet */
export function fill(binding, sheet) {
  const trace = sheet.traces[binding.trace];
  const [xs, ys] = [valuesOf(sheet.members, binding.x), valuesOf(sheet.members, binding.y)];
  const groups = sheet.grouped(sheet.chosen({}), [binding.x, binding.y], values(binding, sheet), true);
  const cells = ys.map(() => xs.map(() => NaN));
  for (const { x, y, value } of groups) cells[ys.indexOf(y)][xs.indexOf(x)] = value;
  trace.z = cells;
  trace.x ??= xs;
  trace.y ??= ys;
  const [onX, onY] = /** @type {(number | string)[][]} */ ([trace.x, trace.y]);
  for (const group of groups) [group.x, group.y] = [onX[xs.indexOf(group.x)], onY[ys.indexOf(group.y)]];
  sheet.groups.set(binding.trace, groups);
}

/** Each member's latest number, or while there is none that of the snapshot of the same name. @param {Grid} binding @param {Sheet} sheet */
function values({ z }, sheet) {
  const early = sheet.arrays(z);
  return sheet.latest(z).map((value, m) => (Number.isFinite(value) || sheet.left(m) ? value : (early[m]?.values[0] ?? value)));
}
