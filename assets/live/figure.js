/** One live figure: an experiment's dicts, filled from the run up to the step that the view shows. */

/** @import { Across, Axis, Drawn, Figure, Grid, Layout, Line, Member, Roles, Snapshot, Trace } from "./types" */

import { element, write } from "./dom.js";
import { axisName, grown, still } from "./layout.js";
import { three, whole } from "./numbers.js";
import { Run, seriesOf } from "./run.js";
import { MAXIMUM_POINTS } from "./series.js";
import { head, marked } from "./shapes.js";

/** A pointer that moved further than this between press and release has drawn a zoom box. */
const STILL = 4;
const AXIS = /^[xy]axis\d*$/;

/**
 * @typedef {{
 *   pick(step: number): void,
 *   zoom(from: number, to: number): void,
 *   open(parameters: Record<string, string>): void,
 *   changed(): void,
 * }} Hooks
 */

export class LiveFigure {
  plot = /** @type {Drawn} */ (element("div", { className: "lab-plot", role: "img" }));
  #readout = element("output", { className: "lab-readout" });
  /** @type {Run | null} */
  run = null;
  step = 0;
  total = 1;
  /** @type {Member[]} */
  #members = [];
  /** @type {Trace[]} */
  #traces = [];
  /** @type {Layout} */
  #layout = {};
  /** @type {Roles} */
  #roles = {};
  #phone = false;
  /** @type {Map<string, [number, number]>} ranges that we chose, by the axis' name */
  #ranges = new Map();
  /** @type {Map<string, [number, number]>} ranges that the person chose */
  #zoomed = new Map();

  /** @param {Figure} figure @param {Hooks} hooks @param {boolean} hero */
  constructor(figure, hooks, hero) {
    this.figure = figure;
    this.remark = element("p", { className: "lab-remark" }, figure.note);
    this.hooks = hooks;
    this.element = element("figure", { className: "lab-chart" }, this.plot, this.#readout);
    if (!hero) this.element.prepend(element("h3", {}, figure.title));
    if (!hero) this.element.append(this.remark);
    this.#listen();
  }

  /** Show another run, theme or width. @param {Run} run @param {Member[]} members @param {Roles} roles @param {boolean} phone */
  show(run, members, roles, phone) {
    if (run !== this.run) {
      this.#ranges.clear();
      this.#zoomed.clear();
    }
    [this.run, this.#members, this.#roles, this.#phone] = [run, members, roles, phone];
    const family = getComputedStyle(this.element).fontFamily;
    ({ traces: this.#traces, layout: this.#layout } = still(this.figure, run.id, roles, phone, family));
    this.plot.style.height = `${this.figure.height[phone ? 1 : 0]}px`;
  }

  draw() {
    const { run, plot } = this;
    if (!run || !window.Plotly) return;
    const traces = this.#traces.map((trace) => ({ ...trace }));
    /** @type {Trace[]} */
    const heads = [];
    /** @type {string[]} */
    const values = [];
    for (const binding of this.figure.bindings) {
      if (binding.kind === "line") this.#line(run, traces[binding.trace], binding, heads, values);
      else if (binding.kind === "snapshot") this.#snapshot(run, traces[binding.trace], binding);
      else if (binding.kind === "across") this.#across(run, traces[binding.trace], binding);
      else if (binding.kind === "grid") this.#grid(run, traces[binding.trace], binding);
    }
    const config = { displayModeBar: false, responsive: true, doubleClick: "reset", staticPlot: this.#phone };
    const first = !plot.firstChild;
    window.Plotly.react(plot, [...traces, ...heads], this.#framed(run), config);
    if (first) this.#listenToPlot();
    write(this.#readout, !run.empty ? [`step ${whole(this.step)}`, ...values].join(" · ") : "");
  }

  close() {
    window.Plotly?.purge(this.plot);
    this.element.remove();
  }

  /** @param {Run} run @param {Trace} trace @param {Line} binding @param {Trace[]} heads @param {string[]} values */
  #line(run, trace, binding, heads, values) {
    const curves = run.curves(seriesOf(binding) ?? "");
    const axes = [axisName(trace.xaxis ?? "x"), axisName(trace.yaxis ?? "y")];
    const byStep = binding.x === "step";
    const window = byStep ? (this.#zoomed.get(axes[0]) ?? null) : null;
    const parts = curves.map((curve) => curve.shown(this.step, window, MAXIMUM_POINTS / curves.length));
    [trace.x, trace.y] = parts.length === 1 ? [parts[0].x, parts[0].y] : joined(parts);
    trace.connectgaps &&= parts.length === 1;
    if (byStep) this.#grow(axes[0], 0, this.total, 0);
    for (const curve of curves) this.#growTo(axes[1], curve);
    if (curves.length !== 1) return;
    const [curve] = curves;
    const last = curve.last(this.step, true);
    if (last < 0) return;
    heads.push(head(trace, curve.x[last], curve.y[last]));
    values.push(`${trace.name ?? binding.y} ${three(curve.y[last])}`);
  }

  /** @param {Run} run @param {Trace} trace @param {Snapshot} binding */
  #snapshot(run, trace, { array, into, column }) {
    const shown = run.snapshot(array, this.step, this.hooks.changed);
    if (!shown) return;
    const [{ shape, values }] = shown;
    const width = shape.length > 1 ? shape[1] : 1;
    const rows = Array.from({ length: shape[0] ?? 1 }, (_, i) => values.subarray(i * width, (i + 1) * width));
    const flat = column !== null ? rows.map((row) => row[column]) : shape.length > 1 ? rows : values;
    const path = into.split(".");
    /** @type {Record<string, unknown>} */
    let owner = trace;
    for (const name of path.slice(0, -1)) owner = owner[name] = { .../** @type {object} */ (owner[name]) };
    owner[path[path.length - 1]] = flat;
  }

  /** @param {Run} run @param {Trace} trace @param {Across} binding */
  #across(run, trace, { y, x }) {
    trace.x = this.#members.map(({ coordinates }) => coordinates[x]);
    trace.y = this.#latest(run, y);
  }

  /** @param {Run} run @param {Trace} trace @param {Grid} binding */
  #grid(run, trace, { z, x, y }) {
    const [xs, ys] = [this.#axis(x), this.#axis(y)];
    const cells = ys.map(() => xs.map(() => NaN));
    const early = run.snapshot(z, this.step, this.hooks.changed);
    const latest = this.#latest(run, z);
    this.#members.forEach(({ coordinates }, m) => {
      const value = Number.isNaN(latest[m]) ? early?.[m].values[0] : latest[m];
      cells[ys.indexOf(coordinates[y])][xs.indexOf(coordinates[x])] = value ?? NaN;
    });
    trace.z = cells;
    trace.x ??= xs;
    trace.y ??= ys;
  }

  /** The values of a coordinate in ascending order. @param {string} name */
  #axis(name) {
    const values = [...new Set(this.#members.map(({ coordinates }) => coordinates[name]))];
    return values.sort((a, b) => Number(a) - Number(b));
  }

  /** Each member's value at the view's step. @param {Run} run @param {string} key */
  #latest(run, key) {
    return run.curves(key).map((curve) => curve.y[curve.last(this.step)] ?? NaN);
  }

  /** @param {string} axis @param {import("./series.js").Series} curve */
  #growTo(axis, { low, high, positive }) {
    const log = /** @type {Axis} */ (this.#layout[axis]).type === "log";
    if (log) this.#grow(axis, Math.log10(positive), Math.log10(high));
    else this.#grow(axis, low, high);
  }

  /** Widen an axis whose range neither the experiment nor the person has set. @param {string} axis @param {number} low @param {number} high */
  #grow(axis, low, high, pad = 1) {
    const { range, autorange } = /** @type {Axis} */ (this.#layout[axis]);
    if (range || autorange !== undefined || this.#zoomed.has(axis)) return;
    const next = pad ? grown(this.#ranges.get(axis), low, high) : /** @type {[number, number]} */ ([low, high]);
    if (next) this.#ranges.set(axis, next);
  }

  /** The layout of this moment. @param {Run} run */
  #framed(run) {
    const { shapes, annotations } = marked(this.figure, run.marks, this.step, this.#roles);
    /** @type {Layout} plotly writes into the axes it is given: these are copies */
    const layout = { ...this.#layout };
    for (const name of Object.keys(layout).filter((one) => AXIS.test(one))) {
      const range = this.#ranges.get(name);
      layout[name] = { .../** @type {Axis} */ (layout[name]), ...(range && { range: [...range] }) };
    }
    layout.shapes = [...(layout.shapes ?? []), ...shapes];
    layout.annotations = [...(layout.annotations ?? []), ...annotations];
    return layout;
  }

  /** A click that is not the end of a drag shows that step. */
  #listen() {
    let [x, y] = [0, 0];
    this.plot.addEventListener("pointerdown", (event) => ([x, y] = [event.clientX, event.clientY]), true);
    this.plot.addEventListener("click", (event) => {
      const byStep = this.figure.bindings.some((one) => one.kind === "line" && one.x === "step");
      const axis = this.plot._fullLayout?.xaxis;
      if (!axis || !byStep || Math.hypot(event.clientX - x, event.clientY - y) > STILL) return;
      const px = event.clientX - this.plot.getBoundingClientRect().left - axis._offset;
      if (px >= 0 && px <= axis._length) this.hooks.pick(Math.round(axis.p2d(px)));
    });
  }

  #listenToPlot() {
    this.plot.on?.("plotly_relayout", (change) => this.#relayout(change));
    this.plot.on?.("plotly_click", ({ points: [point] }) => this.#open(point));
  }

  /** The run of a cell. @param {{ x: unknown, y: unknown, curveNumber: number }} point */
  #open({ x, y, curveNumber }) {
    const grid = this.figure.bindings.find((one) => one.kind === "grid" && one.trace === curveNumber);
    if (grid?.kind !== "grid" || !grid.opens) return;
    const trace = this.#traces[curveNumber];
    const at = (/** @type {unknown} */ axis, /** @type {unknown} */ value, /** @type {string} */ name) =>
      String(Array.isArray(axis) ? this.#axis(name)[axis.indexOf(value)] : value);
    this.hooks.open({ preset: grid.opens, [grid.x]: at(trace.x, x, grid.x), [grid.y]: at(trace.y, y, grid.y) });
  }

  /** @param {Record<string, unknown>} change */
  #relayout(change) {
    for (const [key, value] of Object.entries(change)) {
      const [name, part] = key.split(".");
      if (part !== "range[0]") continue;
      const range = /** @type {[number, number]} */ ([value, change[`${name}.range[1]`]]);
      const own = this.#ranges.get(name) ?? /** @type {Axis} */ (this.#layout[name])?.range;
      const back = own?.every((bound, i) => Math.abs(bound - range[i]) < 1e-9);
      if (back) this.#zoomed.delete(name);
      else this.#zoomed.set(name, range);
      if (!back && name.startsWith("x")) this.hooks.zoom(...range);
    }
    this.hooks.changed();
  }
}

/** Several curves as one, with a gap between each two. @param {{ x: Float64Array, y: Float64Array }[]} parts */
function joined(parts) {
  const length = parts.reduce((sum, { x }) => sum + x.length + 1, 0);
  const [xs, ys] = [new Float64Array(length).fill(NaN), new Float64Array(length).fill(NaN)];
  let at = 0;
  for (const { x, y } of parts) {
    xs.set(x, at);
    ys.set(y, at);
    at += x.length + 1;
  }
  return [xs, ys];
}
