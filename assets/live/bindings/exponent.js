/** The exponent of a power law, at the end of its points. */

/** @import { Exponent } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { slopeText } from "../fit.js";
import { plain } from "../theme.js";

/** It would tell. */
export const veiled = () => null;

/** @param {Exponent} binding @param {Sheet} sheet */
export function fill({ trace, of, label }, sheet) {
  const law = sheet.law(of);
  if (!law || law.points.length < 3) return;
  const { x, y } = law.points[law.points.length - 1];
  Object.assign(sheet.traces[trace], { x: [x], y: [y], text: [`\u2002${plain(label.replace("{slope}", slopeText(law.slope)))}`] });
}
