/** What an open question is about is not shown before its answer; where curves wait, the plot says so. */

/** @import { Figure, Layout, Roles } from "./types" */

import { kindOf } from "./bindings.js";
import { axisName } from "./layout.js";

/** The layout's annotations without those that would tell. @param {Layout} layout @param {string[]} veil @returns {object[]} */
export function veiled({ annotations = [] }, veil) {
  return annotations.filter((one) => !veil.includes(/** @type {{ name?: string }} */ (one).name ?? ""));
}

/** What the panels say whose curves are kept back: empty they would look broken. @param {Figure} figure @param {string[]} veil columns and arrays @param {Roles} roles @returns {{ yaxis: string, note: Record<string, any>, cover: object }[]} the axis of the panel, an annotation, and what lies over the panel */
export function waiting({ bindings, traces }, veil, { hairline, rule, soft }) {
  const hidden = bindings.map((one) => kindOf(one).waits?.(one, veil) ?? null).filter((one) => one !== null);
  const panels = new Map(hidden.map((one) => [traces[one.trace].yaxis ?? "y", one]));
  const middle = { x: 0.5, xanchor: "center", yanchor: "middle", showarrow: false, font: { color: soft } };
  const over = { type: "rect", x0: 0, x1: 1, y0: 0, y1: 1, layer: "below", fillcolor: hairline, opacity: 0.55, line: { color: rule, width: 1.5, dash: "4px,4px" } };
  return [...panels].map(([y, { trace, text, height }]) => {
    const panel = { xref: `${traces[trace].xaxis ?? "x"} domain`, yref: `${y} domain` };
    return { yaxis: axisName(y), note: { text, y: height, ...panel, ...middle }, cover: { ...over, ...panel } };
  });
}
