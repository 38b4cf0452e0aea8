/** What the marks and the view's step draw on a figure: short lines, brackets, dots at the ends of curves. */

/** @import { Axis, Figure, Layout, Mark, Moment, Roles, Span, Trace, Where } from "./types" */

import { axisName } from "./layout.js";
import { plain } from "./theme.js";

/** Heights in the axis' domain: of a moment's line, of a bracket's ends and its bar. */
const MOMENT = 0.09;
const BRACKET = [0.78, 0.83];

/** Whether a mark goes by a binding's name: `crossing`, or `crossing-2`. @param {Mark} mark @param {string} name */
export function named(mark, name) {
  return mark.name === name || (mark.name.startsWith(`${name}-`) && /^\d+$/.test(mark.name.slice(name.length + 1)));
}

/** The x axis that goes with a y axis. @param {Trace[]} traces @param {string} yaxis */
function partner(traces, yaxis) {
  return traces.find((trace) => (trace.yaxis ?? "y") === yaxis)?.xaxis ?? "x";
}

/**
 * Shapes and labels of the marks known at `step`; only the latest of each kind is labelled, so that none overlap.
 * @param {Figure} figure
 * @param {(where: Where) => Mark[]} marks of the first member with these coordinates
 * @param {number} step
 * @param {Roles} roles
 * @returns {Required<Pick<Layout, "shapes" | "annotations">>}
 */
export function marked(figure, marks, step, roles) {
  /** @type {object[]} */
  const shapes = [];
  /** @type {object[]} */
  const annotations = [];
  for (const binding of figure.bindings) {
    if (binding.kind !== "moment" && binding.kind !== "span") continue;
    const known = marks(binding.where).filter((mark) => mark.step <= step && named(mark, binding.mark));
    if (!known.length) continue;
    const axes = { xref: partner(figure.traces, binding.yaxis), yref: `${binding.yaxis} domain` };
    const color = roles[binding.role];
    const path = known.map((mark) => (binding.kind === "moment" ? short(mark, binding) : bracket(mark, binding))).join("");
    shapes.push({ type: "path", path, ...axes, line: { color, width: binding.kind === "moment" ? 2 : 1 } });
    if (!binding.label) continue;
    const written = label(binding, known[known.length - 1]);
    const axis = /** @type {Axis | undefined} */ (figure.layout[axisName(axes.xref)]);
    if (axis?.type === "log") written.x = Math.log10(written.x); // plotly's annotations are in decades, its shapes are not
    annotations.push({ ...written, ...axes, font: { color } });
  }
  return { shapes, annotations };
}

/** @param {Mark} mark @param {Moment} binding */
function short({ at }, { hanging }) {
  return hanging ? `M${at},1V${1 - MOMENT}` : `M${at},0V${MOMENT}`;
}

/** @param {Mark} mark @param {Span} binding */
function bracket({ at, values }, { start }) {
  return `M${values[start]},${BRACKET[0]}V${BRACKET[1]}H${at}V${BRACKET[0]}`;
}

/** @param {Moment | Span} binding @param {Mark} mark */
function label(binding, mark) {
  const from = binding.kind === "span" ? mark.values[binding.start] : mark.at;
  const hanging = binding.kind === "moment" && binding.hanging;
  const y = binding.kind === "span" ? BRACKET[1] : hanging ? 1 - MOMENT : MOMENT;
  const text = plain(binding.label.replace("{length}", String(mark.at - from)));
  const xanchor = binding.kind === "moment" && binding.before ? "right" : "auto";
  return { text, x: (from + mark.at) / 2, y, xanchor, yanchor: hanging ? "top" : "bottom", showarrow: false };
}

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
