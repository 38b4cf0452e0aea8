/** An array's entry at the picked stop, in words. */

/** @import { Entry } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { plainly } from "../numbers.js";

/** @param {Entry} binding @param {Sheet} sheet */
export function fill({ trace, array, where, text }, sheet) {
  const values = sheet.arrays(array)[sheet.chosen(where)[0]]?.values;
  const stop = sheet.figure.pick?.stops[sheet.stop];
  if (!values || !stop) return;
  const entry = values[sheet.stop];
  const words = text.replace("{entry}", plainly(entry)).replace("{sum}", plainly(Number(stop.value) + entry));
  Object.assign(sheet.traces[trace], { x: [stop.at], y: [entry], text: [words] });
}
