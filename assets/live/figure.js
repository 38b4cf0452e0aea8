/** One live figure: an experiment's dicts, filled from the run up to the step that the view shows. */

/** @import { Across, Axis, Drawn, Figure, Grid, Layout, Line, Member, Roles, Snapshot, Trace } from "./types" */

import { element, write } from "./dom.js";
import { axisName, grown, still } from "./layout.js";
import { three, whole } from "./numbers.js";
import { curveOf, Run } from "./run.js";
import { joined, MAXIMUM_POINTS } from "./series.js";
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
    this.hooks = hooks;
    this.plot.ariaLabel = figure.title;
    this.remark = element("p", { className: "lab-remark" }, figure.note);
    const heading = hero ? [] : [element("h3", {}, figure.title)];
    this.element = element("figure", { className: "lab-chart" }, ...heading, this.plot, this.#readout);
    if (!hero) this.element.append(this.remark);
    this.#listen();
  }

  /** Show another run, theme or width. @param {Run} run @param {Member[]} members @param {Roles} roles @param {boolean} phone */
  show(run, members, roles, phone) {
    if (run !== this.run) for (const ranges of [this.#ranges, this.#zoomed]) ranges.clear();
    [this.run, this.#members, this.#roles, this.#phone] = [run, members, roles, phone];
    const family = getComputedStyle(this.element).fontFamily;
    ({ traces: this.#traces, layout: this.#layout } = still(this.figure, run.id, roles, phone, family));
    this.plot.style.height = `${this.figure.height[phone ? 1 : 0]}px`;
  }

  draw() {
    const { run, plot } = this;
    if (!run || !window.Plotly) return;
    const traces = this.#traces.map((trace) => ({ ...trace }));
    const values = run.empty ? [] : [`step ${whole(this.step)}`];
    for (const binding of this.figure.bindings) {
      if (binding.kind === "line") this.#line(run, traces, binding, values);
      else if (binding.kind === "snapshot") this.#snapshot(run, traces[binding.trace], binding);
      else if (binding.kind === "across") this.#across(run, traces[binding.trace], binding);
      else if (binding.kind === "grid") this.#grid(run, traces[binding.trace], binding);
    }
    const config = { displayModeBar: false, responsive: true, doubleClick: "reset", staticPlot: this.#phone };
    const first = !plot.firstChild;
    window.Plotly.react(plot, traces, this.#framed(run), config);
    if (first) {
      plot.on?.("plotly_relayout", (change) => this.#relayout(change));
      plot.on?.("plotly_click", ({ points: [point] }) => this.#open(point));
    }
    write(this.#readout, values.join(" · "));
  }

  close() {
    window.Plotly?.purge(this.plot);
    this.element.remove();
  }

  // --- one function a kind of binding

  /** @param {Run} run @param {Trace[]} traces @param {Line} binding @param {string[]} values */
  #line(run, traces, binding, values) {
    const trace = traces[binding.trace];
    const all = run.series(curveOf(binding));
    const [x, y] = [axisName(trace.xaxis ?? "x"), axisName(trace.yaxis ?? "y")];
    const byStep = binding.x === "step";
    const window = byStep ? (this.#zoomed.get(x) ?? null) : null;
    const shown = joined(all.map((one) => one.shown(this.step, window, MAXIMUM_POINTS / all.length)));
    Object.assign(trace, shown, { connectgaps: trace.connectgaps === true && all.length === 1 });
    if (byStep) this.#grow(x, () => [0, this.total]);
    for (const one of all) {
      const extent = /** @type {Axis} */ (this.#layout[y]).type === "log" ? one.decades : one.extent;
      this.#grow(y, (before) => grown(before, extent));
    }
    const last = all.length === 1 ? all[0].last(this.step) : -1;
    if (last < 0) return;
    traces.push(head(trace, all[0].x[last], all[0].y[last]));
    values.push(`${trace.name ?? binding.y} ${three(all[0].y[last])}`);
  }

  /** @param {Run} run @param {Trace} trace @param {Snapshot} binding */
  #snapshot(run, trace, { array, into, column }) {
    const [shown] = run.snapshots.at(array, this.step, this.hooks.changed) ?? [];
    if (!shown) return;
    const { shape: [length = 1, width = 1], values } = shown;
    const rows = Array.from({ length }, (_, i) => values.subarray(i * width, (i + 1) * width));
    const path = into.split(".");
    /** @type {Record<string, unknown>} */
    let owner = trace;
    for (const name of path.slice(0, -1)) owner = owner[name] = { .../** @type {object} */ (owner[name]) };
    const matrix = shown.shape.length > 1 && column === null;
    owner[path[path.length - 1]] = matrix ? rows : rows.map((row) => row[column ?? 0]);
  }

  /** @param {Run} run @param {Trace} trace @param {Across} binding */
  #across(run, trace, binding) {
    trace.x = this.#members.map(({ coordinates }) => coordinates[binding.x]);
    trace.y = run.series(curveOf(binding)).map((one) => one.at(this.step));
  }

  /** @param {Run} run @param {Trace} trace @param {Grid} binding */
  #grid(run, trace, binding) {
    const [xs, ys] = [this.#values(binding.x), this.#values(binding.y)];
    const cells = ys.map(() => xs.map(() => NaN));
    const early = run.snapshots.at(binding.z, this.step, this.hooks.changed);
    const series = run.series(curveOf(binding));
    this.#members.forEach(({ coordinates }, m) => {
      const value = series[m].last(this.step) < 0 ? early?.[m].values[0] : series[m].at(this.step);
      cells[ys.indexOf(coordinates[binding.y])][xs.indexOf(coordinates[binding.x])] = value ?? NaN;
    });
    trace.z = cells;
    trace.x ??= xs;
    trace.y ??= ys;
  }

  /** The values of a coordinate in ascending order. @param {string} name */
  #values(name) {
    const values = [...new Set(this.#members.map(({ coordinates }) => coordinates[name]))];
    return values.sort((a, b) => Number(a) - Number(b));
  }

  // --- axes

  /** Set an axis that neither the experiment nor the person has set. @param {string} axis @param {(before?: [number, number]) => [number, number] | undefined} grow */
  #grow(axis, grow) {
    const { range, autorange } = /** @type {Axis} */ (this.#layout[axis]);
    if (range || autorange !== undefined || this.#zoomed.has(axis)) return;
    const next = grow(this.#ranges.get(axis));
    if (next) this.#ranges.set(axis, next);
  }

  /** The layout of this moment. @param {Run} run */
  #framed(run) {
    const { shapes, annotations } = marked(this.figure, run.marks, this.step, this.#roles);
    /** @type {Layout} plotly writes into the axes it is given: these are copies */
    const layout = { ...this.#layout };
    for (const name of Object.keys(layout).filter((one) => AXIS.test(one))) {
      const own = /** @type {Axis} */ (layout[name]);
      const range = this.#ranges.get(name);
      const unknown = { showticklabels: Boolean(own.range) || !run.empty };
      layout[name] = { ...own, ...(range ? { range: [...range] } : unknown) };
    }
    layout.shapes = [...(layout.shapes ?? []), ...shapes];
    layout.annotations = [...(layout.annotations ?? []), ...annotations];
    return layout;
  }

  // --- what a person does to the plot

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

  /** The run of a cell. @param {{ x: unknown, y: unknown, curveNumber: number }} point */
  #open({ x, y, curveNumber }) {
    const grid = this.figure.bindings.find((one) => one.kind === "grid" && one.trace === curveNumber);
    if (grid?.kind !== "grid" || !grid.opens) return;
    const trace = this.#traces[curveNumber];
    const at = (/** @type {unknown} */ axis, /** @type {unknown} */ value, /** @type {string} */ name) =>
      String(Array.isArray(axis) ? this.#values(name)[axis.indexOf(value)] : value);
    this.hooks.open({ preset: grid.opens, [grid.x]: at(trace.x, x, grid.x), [grid.y]: at(trace.y, y, grid.y) });
  }
}
