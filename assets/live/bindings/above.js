/** Points of another trace where a column exceeds a limit. */

/** @import { Above } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { mean } from "../members.js";
import { column } from "../run.js";

/** @param {Above} binding */
export const curve = ({ y }) => column(y);

/** @param {Above} binding @param {Sheet} sheet */
export function fill({ trace, of, y, limit }, sheet) {
  const latest = sheet.latest(y);
  sheet.place(trace, (sheet.groups.get(of) ?? []).filter(({ members }) => mean(members.map((m) => latest[m])) > limit));
}
