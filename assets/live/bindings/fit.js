/** A power law through points. */

/** @import { Fit } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { slopeText } from "../fit.js";
import { plain } from "../theme.js";

/** The line from the first to the last x, with its label at the end. @param {Fit} binding @param {Sheet} sheet */
export function fill({ trace: number, of, label }, sheet) {
  const trace = sheet.traces[number];
  const law = sheet.law(of);
  if (!law) return;
  const { x, y, slope } = law;
  Object.assign(trace, { x, y });
  const place = { xref: trace.xaxis ?? "x", yref: trace.yaxis ?? "y", xanchor: "left", xshift: 8 };
  const end = { x: Math.log10(x[1]), y: Math.log10(y[1]), yanchor: "middle", showarrow: false };
  sheet.annotations.push({ text: plain(label.replace("{slope}", slopeText(slope))), ...place, ...end, font: { color: trace.line?.color } });
}
