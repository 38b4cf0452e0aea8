/** A column's latest number. */

/** @import { Latest } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { mean } from "../members.js";
import { column } from "../run.js";

/** @param {Latest} binding */
export const curve = ({ y }) => column(y);

/** @param {Latest} binding @param {Sheet} sheet */
export function fill({ trace, y, into, where }, sheet) {
  const latest = sheet.latest(y);
  sheet.traces[trace][into] = [mean(sheet.chosen(where).map((m) => latest[m]))];
}
