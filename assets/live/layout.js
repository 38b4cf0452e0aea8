/** The still part of a figure: the experiment's dicts in the theme's colours, and axes that do not jump. */

/** @import { Axis, Figure, Layout, Roles, Trace } from "./types" */

import { THIN } from "./numbers.js";
import { coloured } from "./theme.js";

const CLEAR = "rgba(0,0,0,0)";
/** Steps are counted, 2 000, 4 000: never as parts of a power. */
const COUNTED = { exponentformat: "none", separatethousands: true };
/** How an axis of steps is called where no curve says so. */
const STEPS = /\bsteps?\b(?! size)/;
/** Room for the headings of upright axes, and for no more than tick labels beside them. */
const MARGIN = { l: 56, r: 16, t: 26, b: 44 };
/** Of a hero: the least height, and what stands above and below it. */
const [LOWEST, BESIDE] = [340, 390];
/** The stage is read from the last row: text of a fortieth of its height, lines of 4 px at least. */
const [PART, THICK] = [36, 4];
/** Size of the text on a page, px: for it the experiments chose their margins. */
const PLAIN = 13;
/** What a hero leaves on a stage for its sentence. */
const SENTENCE = 190;
const PHONE_MARGIN = { l: 44, r: 32 };

/** The layout's name of an axis that a trace calls `y2`. @param {string} reference */
export const axisName = (reference) => `${reference[0]}axis${reference.slice(1)}`;

/** @typedef {{ phone: boolean, stage: boolean, paper: boolean }} Screen */

/** Height of a figure in px: the hero leaves room for the question, the transport and the sentence. @param {Figure} figure @param {Screen} screen @param {boolean} hero */
export function heightOf({ height: [wide, narrow] }, { phone, stage, paper }, hero) {
  if (paper) return wide;
  if (stage) return innerHeight - SENTENCE;
  return phone ? narrow : hero ? Math.min(wide, Math.max(LOWEST, innerHeight - BESIDE)) : wide;
}

/** @param {Figure} figure @param {string} id @param {Roles} roles @param {Screen} screen @param {string} family @param {number} height @returns {{ traces: Trace[], layout: Layout }} */
export function still(figure, id, roles, { phone, stage }, family, height) {
  const drawn = { traces: figure.traces, layout: phone ? { ...figure.layout, ...figure.phone } : figure.layout };
  const { traces, layout: base } = coloured(/** @type {any} */ (drawn), roles);
  const margin = { ...MARGIN, ...base.margin };
  const named = figure.bindings.some((one) => "name" in one && one.name); // at their ends, in the margin
  margin.t = Math.max(margin.t, MARGIN.t);
  /** @type {Layout} */
  const layout = {
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { family, size: phone ? 12 : PLAIN, color: roles.soft },
    separators: `.${THIN}`,
    showlegend: false,
    hovermode: "x",
    hoverlabel: { bgcolor: roles.panel, bordercolor: roles.hairline, font: { family, color: roles.ink } },
    ...base,
    margin: phone ? { ...margin, l: Math.min(margin.l, PHONE_MARGIN.l), r: named ? margin.r : Math.min(margin.r, PHONE_MARGIN.r) } : margin,
    height,
    dragmode: phone ? false : (base.dragmode ?? "zoom"),
    uirevision: id,
  };
  const pairs = traces.map((/** @type {Trace} */ trace) => [trace.yaxis ?? "y", trace.xaxis ?? "x"]);
  const beside = new Map(pairs.reverse());
  const above = [];
  const bySteps = stepAxes(figure);
  for (const reference of new Set(pairs.flat())) {
    const counted = bySteps.has(reference) ? COUNTED : {};
    const { title, ...own } = { ...axis(roles, phone), ...base[axisName(reference)], ...counted };
    const lying = reference.startsWith("x");
    layout[axisName(reference)] = lying ? { title, ...own } : own;
    if (!lying && title?.text) above.push(heading(title.text, reference, beside.get(reference)));
  }
  layout.annotations = [...(base.annotations ?? []), ...above];
  if (stage) enlarge(traces, layout, named ? margin.r : 0);
  return { traces, layout };
}

/** Thick lines and large text, for a hall. @param {Trace[]} traces @param {Layout} layout @param {number} names what they take beside the plots, px */
function enlarge(traces, layout, names) {
  const size = Math.round(innerHeight / PART);
  const large = (/** @type {unknown} */ font) => ({ .../** @type {object} */ (font), size: enlarged(font, size) });
  for (const trace of traces) {
    const { line, marker, textfont } = /** @type {{ line?: any, marker?: any, textfont?: object }} */ (trace);
    if (line) line.width = Math.max(THICK, 2 * Number(line.width ?? 2));
    if (typeof marker?.size === "number") marker.size *= 2;
    if (textfont) trace.textfont = large(textfont);
  }
  for (const name of Object.keys(layout).filter((one) => /^[xy]axis\d*$/.test(one))) {
    const { title, tickfont } = /** @type {any} */ (layout[name]);
    Object.assign(/** @type {object} */ (layout[name]), { tickfont: large(tickfont) }, title && { title: { ...title, font: large(title.font) } });
  }
  const room = (/** @type {"t" | "b"} */ side, /** @type {number} */ lines) => Math.max(lines * size, (layout.margin?.[side] ?? 0) * (size / PLAIN));
  layout.font = { .../** @type {object} */ (layout.font), size };
  layout.annotations = layout.annotations?.map((one) => ({ ...one, font: { .../** @type {any} */ (one).font, size } }));
  layout.margin = { l: 4 * size, r: Math.max(3, names / PLAIN) * size, t: room("t", 2), b: room("b", 3) };
}

/** A font that was small or large among the others stays so. @param {any} font @param {number} size */
function enlarged(font, size) {
  return Math.round(((font?.size ?? PLAIN) * size) / PLAIN);
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

/** Axes along which steps are counted, as traces call them. @param {Figure} figure */
function stepAxes({ bindings, traces, layout }) {
  const lines = bindings.filter((one) => "x" in one && one.x === "step");
  const named = Object.keys(layout).filter((name) => STEPS.test(/** @type {any} */ (layout[name])?.title?.text ?? ""));
  const drawn = lines.flatMap((one) => ("trace" in one ? [traces[one.trace]?.xaxis ?? "x"] : []));
  return new Set([...drawn, ...named.map((name) => name.replace("axis", ""))]);
}

/** Whether a figure's steps lie along a log axis; a curve against something else than the step says nothing of steps. @param {Figure | undefined} figure */
export function stepsInDecades(figure) {
  const axis = /** @type {Axis | undefined} */ (figure?.layout.xaxis);
  return axis?.type === "log" && !figure?.bindings.some((one) => one.kind === "line" && one.x !== "step");
}

/** A range in decades around what is shown within a window of steps, a decade at least, and around the range of other curves there. @param {{ x: Float64Array, y: Float64Array }} shown @param {[number, number]} window @param {[number, number]} [other] @returns {[number, number] | undefined} */
export function nearby({ x, y }, [from, to], other) {
  const logs = [...y].filter((value, i) => value > 0 && x[i] >= from && x[i] <= to).map(Math.log10);
  if (!logs.length) return other;
  const [low, high] = [Math.min(...logs, (other?.[0] ?? Infinity) + 0.3) - 0.3, Math.max(...logs, (other?.[1] ?? -Infinity) - 0.1) + 0.1];
  return [low, Math.max(high, low + 1)];
}

/** A range that holds the extent: the one before while it does, else a fifth wider; `fromZero` where nothing is below. @param {[number, number] | undefined} before @param {number[]} extent @param {boolean} [fromZero] @returns {[number, number] | undefined} */
export function grown(before, [lowest, high], fromZero = false) {
  if (!(lowest <= high)) return before;
  const low = fromZero ? Math.min(0, lowest) : lowest;
  const spread = high - low || Math.abs(high) || 1;
  if (!before) return [low === 0 && fromZero ? 0 : low - 0.06 * spread, high + 0.06 * spread];
  return [low < before[0] ? low - 0.2 * spread : before[0], high > before[1] ? high + 0.2 * spread : before[1]];
}
