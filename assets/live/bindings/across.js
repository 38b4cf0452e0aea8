/** A point for each member of a set. */

/** @import { Across } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { names } from "../bindings.js";
import { column } from "../run.js";

/** @param {Across} binding */
export const curve = ({ y }) => column(y);

/** Of what is asked about, the members that are shown all the same. @param {Across} binding @param {string[]} veil @returns {Across | null} */
export function veiled(binding, veil) {
  if (!names(binding).some((name) => veil.includes(name))) return binding;
  return binding.asked && { ...binding, where: { ...binding.where, ...binding.asked } };
}

/** @param {Across} binding @param {Sheet} sheet */
export function fill({ trace, y, x, where, mean, until, pick }, sheet) {
  const latest = sheet.latest(y, Math.min(sheet.step, Math.round(until * sheet.total)));
  const groups = sheet.grouped(sheet.chosen(where, pick), [x, x], latest, mean);
  for (const group of groups) group.y = group.value;
  if (mean) groups.sort((a, b) => Number(a.x) - Number(b.x));
  sheet.place(trace, groups);
}
