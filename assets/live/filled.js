/** How members of a set and snapshots fill a figure's traces: one function a kind of binding. */

/** @import { Above, Across, Binding, Cells, Cosines, Dressed, Entry, Exponent, Figure, Fit, Grid, Latest, Member, Snapshot, Trace, Where } from "./types" */
/** @import { Group } from "./members.js" */
/** @import { Run } from "./run.js" */

import { cosines, entry, part } from "./derived.js";
import { fitted, told } from "./fit.js";
import { averaged, chosen, grouped, mean, valuesOf } from "./members.js";
import { curveOf } from "./run.js";
import { coloured, plain } from "./theme.js";

/**
 * What is filled from: the run up to a step, and what earlier bindings left: points or cells by the trace that
 * shows them, labels of fitted lines.
 * @typedef {{
 *   run: Run, members: Member[], step: number, total: number, pick: Figure["pick"],
 *   roles: import("./types").Roles, groups: Map<number, Group[]>, slopes: object[], veil: string[], changed(): void,
 * }} Sheet
 */

/** @type {Record<string, (binding: any, traces: Trace[], sheet: Sheet) => void>} */
const FILLS = { snapshot, across, above, exponent: slope, latest, entry: derived, dressed, cosines: derived, cells, fit, grid };

/** @param {Binding} binding @param {Trace[]} traces @param {Sheet} sheet */
export const fill = (binding, traces, sheet) => FILLS[binding.kind](binding, traces, sheet);

/** The members with these coordinates, and with what is picked of another. @param {Sheet} sheet @param {Where} where @param {string | null} pick */
function picked({ run, members }, where, pick) {
  return chosen(members, pick ? { ...where, [pick]: run.picked.get(pick) ?? "" } : where);
}

/** The latest number of each member at a step; of one that has left the range of numbers there is none. @param {Sheet} sheet @param {Binding} binding @param {number} [step] */
function numbers({ run, step: now }, binding, step = now) {
  return run.series(curveOf(binding)).map((one, m) => (run.endOf(m, step) === undefined ? one.y[one.last(step)] : undefined) ?? NaN);
}

/** @param {Snapshot} binding @param {Trace[]} traces @param {Sheet} sheet */
function snapshot({ trace, array, into, column, where, pick, stop }, traces, sheet) {
  const all = sheet.run.snapshots.at(array, sheet.step, sheet.changed) ?? [];
  const whole = averaged(picked(sheet, where, pick).flatMap((m) => all[m] ?? []));
  if (!whole) return;
  const shown = stop ? part(whole, stopOf(sheet)) : whole;
  const { shape: [length = 1, width = 1], values } = shown;
  const rows = Array.from({ length }, (_, i) => values.subarray(i * width, (i + 1) * width));
  const path = into.split(".");
  /** @type {Record<string, unknown>} */
  let owner = traces[trace];
  for (const name of path.slice(0, -1)) owner = owner[name] = { .../** @type {object} */ (owner[name]) };
  const matrix = shown.shape.length > 1 && column === null;
  owner[path[path.length - 1]] = matrix ? rows : rows.map((row) => row[column ?? 0]);
}

/** Which of the figure's stops is picked, the first if none is. @param {Sheet} sheet */
function stopOf({ run, pick }) {
  return Math.max(0, pick?.stops.findIndex(({ value }) => value === run.picked.get(pick.coordinate)) ?? 0);
}

/** @param {Dressed} binding @param {Trace[]} traces @param {Sheet} sheet */
function dressed({ trace, looks }, traces, sheet) {
  Object.assign(traces[trace], coloured(/** @type {any} */ (looks[stopOf(sheet)]), sheet.roles));
}

/** @param {Across} binding @param {Trace[]} traces @param {Sheet} sheet */
function across(binding, traces, sheet) {
  const until = Math.min(sheet.step, Math.round(binding.until * sheet.total));
  const shown = sheet.veil.includes(binding.y) ? binding.asked : null;
  const which = picked(sheet, { ...binding.where, ...shown }, binding.pick);
  const groups = grouped(sheet.members, which, [binding.x, binding.x], numbers(sheet, binding, until), binding.mean);
  for (const group of groups) group.y = group.value;
  if (binding.mean) groups.sort((a, b) => Number(a.x) - Number(b.x));
  place(binding.trace, groups, traces, sheet);
}

/** @param {Above} binding @param {Trace[]} traces @param {Sheet} sheet */
function above(binding, traces, sheet) {
  const latest = numbers(sheet, binding);
  const over = (sheet.groups.get(binding.of) ?? []).filter(({ members }) => mean(members.map((m) => latest[m])) > binding.limit);
  place(binding.trace, over, traces, sheet);
}

/** @param {number} trace @param {Group[]} points @param {Trace[]} traces @param {Sheet} sheet */
function place(trace, points, traces, { groups }) {
  groups.set(trace, points);
  traces[trace].x = points.map(({ x }) => x);
  traces[trace].y = points.map(({ y }) => y);
}

/** @param {Exponent} binding @param {Trace[]} traces @param {Sheet} sheet */
function slope({ trace, of, label }, traces, { groups }) {
  const points = positive(groups.get(of));
  const line = points.length > 2 ? fitted(points) : null;
  const { x, y } = points[points.length - 1] ?? {};
  if (line) Object.assign(traces[trace], { x: [x], y: [y], text: [`\u2002${plain(label.replace("{slope}", told(line.slope)))}`] });
}

/** @param {Latest} binding @param {Trace[]} traces @param {Sheet} sheet */
function latest(binding, traces, sheet) {
  const all = numbers(sheet, binding);
  traces[binding.trace][binding.into] = [mean(chosen(sheet.members, binding.where).map((m) => all[m]))];
}

/** @param {Entry | Cosines} binding @param {Trace[]} traces @param {Sheet} sheet */
function derived(binding, traces, { run, members, step, pick, changed }) {
  const all = run.snapshots.at(binding.array, step, changed);
  const [array] = chosen(members, binding.where).flatMap((m) => all?.[m] ?? []);
  const trace = traces[binding.trace];
  if (!array) return;
  if (binding.kind === "cosines") trace.z = cosines(array);
  else if (pick) Object.assign(trace, entry(array, pick.stops, run.picked.get(pick.coordinate), binding.text));
}

/** @param {Cells} binding @param {Trace[]} traces @param {Sheet} sheet */
function cells(binding, traces, sheet) {
  const trace = traces[binding.trace];
  const all = numbers(sheet, binding);
  const [xs, ys, texts] = /** @type {(number | string)[][]} */ ([trace.x, trace.y, trace.text]);
  const groups = binding.where.map((where, i) => {
    const members = chosen(sheet.members, where);
    return { x: xs[i], y: ys[i], value: mean(members.map((m) => all[m])), members };
  });
  trace.text = groups.map(({ value }, i) => (Number.isFinite(value) ? `${texts[i]}<br>${Math.round(100 * value)} %` : texts[i]));
  trace.marker = { .../** @type {object} */ (trace.marker), color: groups.map(({ value }) => value || 0) };
  sheet.groups.set(binding.trace, groups);
}

/** @param {Fit} binding @param {Trace[]} traces @param {Sheet} sheet */
function fit({ trace: number, of, label }, traces, { groups, slopes }) {
  const trace = traces[number];
  const line = fitted(positive(groups.get(of)));
  if (!line) return;
  Object.assign(trace, { x: line.x, y: line.y });
  const text = plain(label.replace("{slope}", told(line.slope)));
  const where = { xref: trace.xaxis ?? "x", yref: trace.yaxis ?? "y", xanchor: "left", yanchor: "middle", xshift: 8, showarrow: false };
  slopes.push({ text, x: Math.log10(line.x[1]), y: Math.log10(line.y[1]), ...where, font: { color: trace.line?.color } });
}

/** Points that have a place on axes in decades. @param {Group[]} [groups] */
function positive(groups = []) {
  return groups.map(({ x, y }) => ({ x: Number(x), y: Number(y) })).filter(({ x, y }) => x > 0 && y > 0);
}

/** @param {Grid} binding @param {Trace[]} traces @param {Sheet} sheet */
function grid(binding, traces, sheet) {
  const { run, members, step, changed } = sheet;
  const trace = traces[binding.trace];
  const [xs, ys] = [valuesOf(members, binding.x), valuesOf(members, binding.y)];
  const early = run.snapshots.at(binding.z, step, changed);
  const values = numbers(sheet, binding).map((value, m) => (Number.isNaN(value) ? (early?.[m]?.values[0] ?? NaN) : value));
  const groups = grouped(members, chosen(members, {}), [binding.x, binding.y], values, true);
  const cells = ys.map(() => xs.map(() => NaN));
  for (const { x, y, value } of groups) cells[ys.indexOf(y)][xs.indexOf(x)] = value;
  trace.z = cells;
  trace.x ??= xs;
  trace.y ??= ys;
  const [onX, onY] = /** @type {(number | string)[][]} */ ([trace.x, trace.y]);
  for (const group of groups) [group.x, group.y] = [onX[xs.indexOf(group.x)], onY[ys.indexOf(group.y)]];
  sheet.groups.set(binding.trace, groups);
}
