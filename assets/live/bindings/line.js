/** A curve that grows. */

/** @import { Line, Trace } from "../types" */
/** @import { Series } from "../series.js" */
/** @import { Sheet } from "../sheet.js" */

import { axisName, nearby } from "../layout.js";
import { three, whole } from "../numbers.js";
import { beside } from "../relatives.js";
import { curve as columns } from "../run.js";
import { finite, joined, MAXIMUM_POINTS, positive } from "../series.js";
import { head } from "../shapes.js";

/** @param {Line} binding */
export const curve = ({ y, over, x }) => columns(y, over, x);

/** What its panel says where its heights are kept back. @param {Line} binding @param {string[]} veil */
export const waits = ({ trace, y }, veil) => (veil.includes(y) ? { trace, text: "shown after your answer", height: 0.75 } : null);

/** What is kept back shall find its axis as it will be. @param {Line} binding @param {Sheet} sheet */
export function reserve(binding, sheet) {
  const [series, axis] = [sheet.series(curve(binding)), axisName(sheet.traces[binding.trace].yaxis ?? "y")];
  for (const m of sheet.chosen(binding.where)) sheet.ranges.hold(axis, series[m]);
}

/** @param {Line} binding @param {Sheet} sheet */
export function fill(binding, sheet) {
  const trace = sheet.traces[binding.trace];
  const series = sheet.series(curve(binding));
  const which = sheet.chosen(binding.where);
  const all = which.map((m) => series[m]);
  const steps = binding.x === "step";
  const zoomed = steps ? sheet.ranges.zoomed(axisName(trace.xaxis ?? "x")) : null;
  const bridged = draw(trace, all, zoomed, sheet);
  Object.assign(trace, { connectgaps: trace.connectgaps === true && !bridged });
  const drawn = { x: /** @type {Float64Array} */ (trace.x), y: /** @type {Float64Array} */ (trace.y) };
  if (steps && all.length === 1) sheet.traces.push(...beside(trace, curve(binding), sheet.beside, sheet.step, zoomed, sheet.roles));
  range(binding, trace, all, drawn, zoomed, sheet);
  const backdrop = String(trace.mode).startsWith("lines") && trace.hoverinfo === "skip"; // a band or level behind the curves: they have the numbers
  if (all.length === 1 && !backdrop) end(binding, trace, all[0], which[0], sheet);
}

/** The members' points with a gap between two curves, bridged inside one where the trace says so. @param {Trace} trace @param {Series[]} all @param {[number, number] | null} zoomed @param {Sheet} sheet */
function draw(trace, all, zoomed, sheet) {
  const points = all.map((one) => one.shown(sheet.step, zoomed, MAXIMUM_POINTS / all.length));
  const parts = sheet.ranges.log(axisName(trace.xaxis ?? "x")) ? points.map(positive) : points;
  const bridged = trace.connectgaps === true && all.length > 1;
  Object.assign(trace, joined(bridged ? parts.map(finite) : parts));
  return bridged;
}

/** Axes that hold all of the curves, and what is drawn of them beside a window. @param {Line} binding @param {Trace} trace @param {Series[]} all @param {{ x: Float64Array, y: Float64Array }} drawn @param {[number, number] | null} zoomed @param {Sheet} sheet */
function range(binding, trace, all, drawn, zoomed, { ranges, window, near, total, beside: { relatives } }) {
  const [x, y] = [axisName(trace.xaxis ?? "x"), axisName(trace.yaxis ?? "y")];
  const steps = binding.x === "step";
  if (steps) ranges.grow(x, () => window ?? [0, total]);
  const others = steps ? relatives.flatMap(({ run }) => run.series(curve(binding))) : [];
  for (const series of [...all, ...others]) {
    ranges.hold(y, series);
    if (steps && window && ranges.log(y)) ranges.grow(y, () => (near[y] = nearby(drawn, zoomed ?? window, near[y])));
  }
}

/** The curve's latest number in words, its name and a dot at its end; one that has left the range of numbers has no dot. @param {Line} binding @param {Trace} trace @param {Series} series @param {number} m @param {Sheet} sheet */
function end(binding, trace, series, m, sheet) {
  const { readout, step, window, run } = sheet;
  const steps = binding.x === "step";
  const last = series.last(step);
  if (last < 0) return;
  const left = run.endOf(m, step);
  if (left !== undefined) say(readout, `the loss left the range of numbers at step ${whole(left)}`);
  else {
    if (!steps) say(readout, `${binding.x.replaceAll("_", " ")} ${three(series.x[last])}`);
    readout.push({ name: trace.name ?? binding.y.replaceAll("_", " "), value: counted(series.y[last]), line: trace.line ?? {}, dots: trace.mode === "markers" });
  }
  const at = steps && window ? series.last(Math.min(step, window[1])) : last;
  if (at < 0 || (steps && window && series.x[at] < window[0])) return;
  const point = head(trace, series.x[at], series.y[at]);
  if (left === undefined) sheet.traces.push(point);
  if (binding.name) sheet.ends.push({ text: binding.name, point });
}

/** A count in full, else three digits. @param {number} value */
const counted = (value) => (Number.isSafeInteger(value) && value > 1 ? whole(value) : three(value));

/** @param {import("../legend.js").Reading[]} readout @param {string} words */
function say(readout, words) {
  if (!readout.includes(words)) readout.push(words);
}
