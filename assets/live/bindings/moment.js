/** A short line where something happened. */

/** @import { Moment } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { plain } from "../theme.js";

/** Of a line, as a share of its panel. */
const HEIGHT = 0.09;
/** Where something else begins, a line goes through all panels. */
const THROUGH = { width: 1.25, dash: "3px,4px" };

/** It would tell. */
export const veiled = () => null;

/** The marks that are known, the latest with the label. @param {Moment} binding @param {Sheet} sheet */
export function fill({ mark, yaxis, role, label, hanging, before, where }, sheet) {
  const xref = sheet.partner(yaxis);
  const marks = sheet.inView(sheet.marks(mark, where), xref);
  const last = marks.at(-1);
  if (!last) return;
  const axes = { xref, yref: `${yaxis} domain` };
  const [foot, tip] = hanging ? [1, 1 - HEIGHT] : [0, HEIGHT];
  const color = sheet.roles[role];
  sheet.shapes.push({ type: "path", path: marks.map(({ at }) => `M${at},${foot}V${tip}`).join(""), ...axes, line: { color, width: 2 } });
  const begins = sheet.figure.bindings.some((one) => one.kind === "span" && one.start === mark);
  if (begins && sheet.closes(xref)) sheet.shapes.push({ type: "line", xref, x0: last.at, x1: last.at, yref: "paper", y0: 0, y1: 1, line: { color, ...THROUGH } });
  if (!label) return;
  const place = { x: sheet.noted(xref, last.at), y: tip, xanchor: before ? "right" : "auto", yanchor: hanging ? "top" : "bottom" };
  sheet.annotations.push({ text: plain(label), ...place, showarrow: false, ...axes, font: { color } });
}
