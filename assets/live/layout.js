/** The still part of a figure: the experiment's dicts in the theme's colours, and axes that do not jump. */

/** @import { Axis, Figure, Layout, Roles, Trace } from "./types" */

import { coloured } from "./theme.js";

const CLEAR = "rgba(0,0,0,0)";
/** Room for the headings of upright axes, and for no more than tick labels beside them. */
const MARGIN = { l: 56, r: 16, t: 26, b: 44 };
const PHONE_MARGIN = { l: 44, r: 32 };

/** The layout's name of an axis that a trace calls `y2`. @param {string} reference */
export const axisName = (reference) => `${reference[0]}axis${reference.slice(1)}`;

/** @param {Figure} figure @param {string} id @param {Roles} roles @param {boolean} phone @param {string} family @returns {{ traces: Trace[], layout: Layout }} */
export function still(figure, id, roles, phone, family) {
  const drawn = { traces: figure.traces, layout: phone ? { ...figure.layout, ...figure.phone } : figure.layout };
  const { traces, layout: given } = coloured(/** @type {any} */ (drawn), roles);
  const margin = { ...MARGIN, ...given.margin };
  margin.t = Math.max(margin.t, MARGIN.t);
  /** @type {Layout} */
  const layout = {
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { family, size: phone ? 12 : 13, color: roles.soft },
    showlegend: false,
    hovermode: "x",
    hoverlabel: { bgcolor: roles.panel, bordercolor: roles.hairline, font: { family, color: roles.ink } },
    ...given,
    margin: phone ? { ...margin, l: Math.min(margin.l, PHONE_MARGIN.l), r: Math.min(margin.r, PHONE_MARGIN.r) } : margin,
    height: figure.height[phone ? 1 : 0],
    dragmode: phone ? false : (given.dragmode ?? "zoom"),
    uirevision: id,
  };
  const pairs = traces.map((/** @type {Trace} */ trace) => [trace.yaxis ?? "y", trace.xaxis ?? "x"]);
  const beside = new Map(pairs.reverse());
  const above = [];
  for (const reference of new Set(pairs.flat())) {
    const { title, ...own } = { ...axis(roles, phone), ...given[axisName(reference)] };
    const lying = reference.startsWith("x");
    layout[axisName(reference)] = lying ? { title, ...own } : own;
    if (!lying && title?.text) above.push(heading(title.text, reference, beside.get(reference)));
  }
  layout.annotations = [...(given.annotations ?? []), ...above];
  return { traces, layout };
}

/** What an upright axis shows, written above it where it can be read. @param {string} text @param {string} yaxis @param {string} xaxis */
function heading(text, yaxis, xaxis) {
  const place = { xref: `${xaxis} domain`, x: 0, yref: `${yaxis} domain`, y: 1, xanchor: "left", yanchor: "bottom" };
  return { text, ...place, showarrow: false };
}

/** @param {Roles} roles @param {boolean} phone @returns {Axis} */
function axis(roles, phone) {
  const format = { exponentformat: "power", hoverformat: ".3~g", separatethousands: true };
  return { gridcolor: roles.hairline, linecolor: roles.hairline, zeroline: false, ticks: "", fixedrange: phone, ...format };
}

/** A range that holds the extent: the one before while it does, else a fifth wider. @param {[number, number] | undefined} before @param {number[]} extent @returns {[number, number] | undefined} */
export function grown(before, [low, high]) {
  if (!(low <= high)) return before;
  const spread = high - low || Math.abs(high) || 1;
  if (!before) return [low - 0.06 * spread, high + 0.06 * spread];
  return [low < before[0] ? low - 0.2 * spread : before[0], high > before[1] ? high + 0.2 * spread : before[1]];
}
