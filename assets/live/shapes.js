/** What a figure draws beside its bindings: changes on the way, dots at the ends of curves. */

/** @import { Layout, Roles, Trace } from "./types" */

import { plain } from "./theme.js";

/** Characters beyond which several changes at one step are counted, not told. */
const LONG = 40;

/**
 * A dashed line through the figure at each change on the way, the latest in words.
 * @param {{ at: number, text: string }[]} acts
 * @param {number} step
 * @param {Roles} roles
 * @returns {Required<Pick<Layout, "shapes" | "annotations">>}
 */
export function acted(acts, step, roles) {
  const done = acts.filter(({ at }) => at <= step);
  const line = { color: roles.second, width: 1, dash: "dot" };
  const shapes = done.map(({ at }) => ({ type: "line", x0: at, x1: at, yref: "paper", y0: 0, y1: 1, line }));
  const last = done.filter(({ at }) => at === done[done.length - 1].at);
  const place = { yref: "paper", y: 1, xanchor: "left", yanchor: "bottom", showarrow: false, font: { color: roles.second } };
  const all = last.map((one) => one.text).join(", ");
  const text = plain(last.length > 1 && all.length > LONG ? `${last[0].text} and ${last.length - 1} more` : all);
  return { shapes, annotations: last.length ? [{ ...place, x: last[0].at, text }] : [] };
}

/** A dot at the end of a curve: a trace, since circles of a fixed size are flat on log axes. @param {Trace} curve @param {number} x @param {number} y @returns {Trace} */
export function head({ xaxis, yaxis, line }, x, y) {
  const marker = { color: line?.color, size: 8 };
  return { type: "scatter", mode: "markers", x: [x], y: [y], xaxis, yaxis, marker, hoverinfo: "skip", cliponaxis: false, showlegend: false };
}
