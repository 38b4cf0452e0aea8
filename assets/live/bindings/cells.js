/** Marks with a colour and a percentage, at places of their own. */

/** @import { Cells } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { mean } from "../members.js";
import { column } from "../run.js";

/** @param {Cells} binding */
export const curve = ({ y }) => column(y);

/** A mark without a number has the lowest colour. @param {Cells} binding @param {Sheet} sheet */
export function fill({ trace: number, y, where }, sheet) {
  const trace = sheet.traces[number];
  const latest = sheet.latest(y);
  const [xs, ys, texts] = /** @type {(number | string)[][]} */ ([trace.x, trace.y, trace.text]);
  const groups = where.map((one, i) => {
    const members = sheet.chosen(one);
    return { x: xs[i], y: ys[i], value: mean(members.map((m) => latest[m])), members };
  });
  trace.text = groups.map(({ value }, i) => (Number.isFinite(value) ? `${texts[i]}<br>${Math.round(100 * value)} %` : texts[i]));
  trace.marker = { .../** @type {object} */ (trace.marker), color: groups.map(({ value }) => value || 0) };
  sheet.groups.set(number, groups);
}
