/** A short line where something happened. */

/** @import { Moment } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { plain } from "../theme.js";

/** Of a line, as a share of its panel. */
const HEIGHT = 0.09;

/** It would tell. */
export const veiled = () => null;

/** The marks that are known, the latest with the label. @param {Moment} binding @param {Sheet} sheet */
export function fill({ mark, yaxis, role, label, hanging, before, where }, sheet) {
  const marks = sheet.marks(mark, where);
  const last = marks.at(-1);
  if (!last) return;
  const xref = sheet.partner(yaxis);
  const axes = { xref, yref: `${yaxis} domain` };
  const [foot, tip] = hanging ? [1, 1 - HEIGHT] : [0, HEIGHT];
  const color = sheet.roles[role];
  sheet.shapes.push({ type: "path", path: marks.map(({ at }) => `M${at},${foot}V${tip}`).join(""), ...axes, line: { color, width: 2 } });
  if (!label) return;
  const place = { x: sheet.noted(xref, last.at), y: tip, xanchor: before ? "right" : "auto", yanchor: hanging ? "top" : "bottom" };
  sheet.annotations.push({ text: plain(label), ...place, showarrow: false, ...axes, font: { color } });
}
