/** A bracket over the steps from one moment to another. */

/** @import { Span } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { plain } from "../theme.js";

/** Heights of a bracket, as shares of its panel. */
const [LOW, HIGH] = [0.78, 0.83];

/** It would tell. */
export const veiled = () => null;

/** The marks that are known, the latest with the label. @param {Span} binding @param {Sheet} sheet */
export function fill({ mark, start, yaxis, label, role, where }, sheet) {
  const xref = sheet.partner(yaxis);
  const marks = sheet.inView(sheet.marks(mark, where), xref).filter(({ values }) => start in values);
  const last = marks.at(-1);
  if (!last) return;
  const axes = { xref, yref: `${yaxis} domain` };
  const color = sheet.roles[role];
  const path = marks.map(({ at, values }) => `M${values[start]},${LOW}V${HIGH}H${at}V${LOW}`).join("");
  sheet.shapes.push({ type: "path", path, ...axes, line: { color, width: 1 } });
  if (!label) return;
  const [from, to] = [last.values[start], last.at];
  const place = { x: sheet.noted(xref, (from + to) / 2), y: LOW, yanchor: "top", showarrow: false };
  sheet.annotations.push({ text: plain(label.replace("{length}", String(Math.round(to - from)))), ...place, ...axes, font: { color } });
}
