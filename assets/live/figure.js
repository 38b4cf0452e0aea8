/** One live figure: an experiment's dicts, filled from the run up to the step that the view shows. */

/** @import { Binding, Drawn, Figure, Graph, Line, Member, Point, Roles, Trace, Walkers } from "./types" */
/** @import { Group } from "./members.js" */

import { clicks } from "./clicks.js";
import { element, write } from "./dom.js";
import { names } from "./ends.js";
import { fill } from "./filled.js";
import { GraphView, timeline } from "./graph.js";
import { axisName, heightOf, nearby, still } from "./layout.js";
import { chosen, valuesOf } from "./members.js";
import { three, whole } from "./numbers.js";
import { draggable, hairline, stopsOf } from "./pick.js";
import { curveOf, Run } from "./run.js";
import { Ranges } from "./ranges.js";
import { beside } from "./relatives.js";
import { finite, joined, MAXIMUM_POINTS, positive } from "./series.js";
import { acted, head, marked } from "./shapes.js";
import { kept, veiled, waiting } from "./veil.js";
import { WalkersView } from "./walkers.js";

/**
 * @typedef {{
 *   pick(step: number): void,
 *   zoom(from: number, to: number): void,
 *   open(parameters: Record<string, string>): void,
 *   set(values: Record<string, number>): void,
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
  /** What is drawn beside this run. @type {import("./relatives.js").Family} */
  beside = { relatives: [], fork: null };
  /** What was changed on the way. @type {{ at: number, text: string }[]} */
  acts = [];
  /** What a film closes in on, else the figure. @type {[number, number] | null} */
  window = null;
  /** Ranges of log axes near the window. @type {Record<string, [number, number] | undefined>} */
  #near = {};
  /** Ends of curves that have names. @type {import("./ends.js").End[]} */
  #ends = [];
  /** Columns that are not shown yet. @type {string[]} */
  veil = [];
  /** @type {Member[]} */
  #members = [];
  /** @type {Trace[]} */
  #traces = [];
  /** @type {Roles} */
  #roles = {};
  #phone = false;
  /** Width on paper, px: there it cannot follow the window. */
  #width = 0;
  #ranges = new Ranges();
  /** @type {Map<number, Group[]>} points or cells, by the trace that shows them */
  #groups = new Map();
  /** The graph, where this figure has one. @type {GraphView | null} */
  graph = null;
  /** Labels of fitted lines. @type {object[]} */
  #slopes = [];
  /** @type {WalkersView | null} */
  #walking = null;

  /** @param {Figure} figure @param {Hooks} hooks @param {boolean} hero */
  constructor(figure, hooks, hero) {
    this.figure = figure;
    this.hooks = hooks;
    this.hero = hero;
    this.plot.ariaLabel = figure.title;
    this.remark = element("p", { className: "lab-remark" }, figure.note);
    const heading = hero ? [] : [element("h3", {}, figure.title)];
    this.element = element("figure", { className: "lab-chart" }, ...heading, this.plot, this.#readout);
    this.element.dataset.name = figure.name;
    if (!hero) this.element.append(this.remark);
    if (figure.pick) this.#listenToPick(figure.pick);
    else this.#listen();
  }

  /** Show another run, theme or width. @param {Run} run @param {Member[]} members @param {Roles} roles @param {import("./layout.js").Screen} screen */
  show(run, members, roles, screen) {
    if (run !== this.run) this.#ranges.clear();
    [this.run, this.#members, this.#roles, this.#phone] = [run, members, roles, screen.phone];
    const { pick } = this.figure;
    if (pick && !run.picked.has(pick.coordinate)) run.picked.set(pick.coordinate, pick.start);
    const height = heightOf(this.figure, screen, this.hero);
    const family = getComputedStyle(this.element).fontFamily;
    ({ traces: this.#traces, layout: this.#ranges.layout } = still(this.figure, run.id, roles, screen, family, height));
    this.plot.style.height = `${height}px`;
    if (this.#width && !screen.paper && this.plot.firstChild) void window.Plotly?.Plots.resize(this.plot);
    this.#width = screen.paper ? this.plot.clientWidth : 0;
  }

  draw() {
    const { run, plot } = this;
    if (!run || !window.Plotly) return;
    const traces = this.#traces.map((trace) => ({ ...trace }));
    [this.#near, this.#ends] = [{}, []];
    const values = run.empty ? [] : [`step ${whole(this.step)}`];
    const { pick } = this.figure;
    const sheet = { run, members: this.#members, step: this.step, total: this.total, pick, roles: this.#roles, groups: this.#groups, slopes: (this.#slopes = []), veil: this.veil, changed: this.hooks.changed };
    this.#groups.clear();
    for (const binding of this.figure.bindings) {
      if (kept(binding, this.veil)) this.#reserve(run, binding);
      else if (binding.kind === "line") this.#line(run, traces, binding, values);
      else if (binding.kind === "graph") this.#graph(run, traces, binding, values);
      else if (binding.kind === "walkers") this.#walkers(run, traces, binding, values);
      else if (binding.kind === "timeline") this.#timeline(run, traces, binding);
      else if (binding.kind !== "moment" && binding.kind !== "span") fill(binding, traces, sheet);
    }
    const config = { displayModeBar: false, responsive: true, doubleClick: "reset", staticPlot: this.#phone };
    const first = !plot.firstChild;
    window.Plotly.react(plot, traces, this.#framed(run), config);
    if (first) {
      plot.on?.("plotly_relayout", (change) => this.#relayout(change));
      plot.on?.("plotly_click", ({ points: [point] }) => this.#open(point));
    }
    this.#walking?.place();
    write(this.#readout, values.join(" · "));
  }

  close() {
    window.Plotly?.purge(this.plot);
    this.element.remove();
  }

  /** Go on as the figure of other settings, where these are moved on it: the hand keeps what it holds. @param {Figure} figure */
  takes(figure) {
    const moved = (/** @type {Figure} */ { name, bindings }) => bindings.some(({ kind }) => kind === "walkers") && name;
    if (!this.#walking || moved(figure) !== this.figure.name) return false;
    this.figure = figure;
    return true;
  }

  /** What the figure shows by itself, without a recording. */
  get said() {
    return this.#walking?.said ?? "";
  }

  // --- one function a kind of binding

  /** @param {Run} run @param {Trace[]} traces @param {Line} binding @param {string[]} values */
  #line(run, traces, binding, values) {
    const trace = traces[binding.trace];
    const series = run.series(curveOf(binding));
    const which = chosen(this.#members, binding.where);
    const all = which.map((m) => series[m]);
    const [x, y] = [axisName(trace.xaxis ?? "x"), axisName(trace.yaxis ?? "y")];
    const byStep = binding.x === "step";
    const within = this.window;
    const window = byStep ? this.#ranges.zoomed(x) : null;
    const given = all.map((one) => one.shown(this.step, window, MAXIMUM_POINTS / all.length));
    const parts = this.#ranges.log(x) ? given.map(positive) : given;
    const bridged = trace.connectgaps === true && all.length > 1;
    const shown = joined(bridged ? parts.map(finite) : parts);
    Object.assign(trace, shown, { connectgaps: trace.connectgaps === true && !bridged });
    const curve = curveOf(binding);
    if (byStep && curve && all.length === 1) traces.push(...beside(trace, curve, this.beside, this.step, window, this.#roles));
    if (byStep) this.#ranges.grow(x, () => this.window ?? [0, this.total]);
    const drawn = curve && byStep ? this.beside.relatives.flatMap(({ run: other }) => other.series(curve)) : [];
    for (const one of [...all, ...drawn]) {
      this.#ranges.hold(y, one);
      if (byStep && within && this.#ranges.log(y)) this.#ranges.grow(y, () => (this.#near[y] = nearby(shown, window ?? within, this.#near[y])));
    }
    const backdrop = String(trace.mode).startsWith("lines") && trace.hoverinfo === "skip"; // a band or level behind the curves: they have the numbers
    const [last, end] = [this.step, within && byStep ? Math.min(this.step, within[1]) : this.step].map((step) => all[0]?.last(step) ?? -1);
    if (all.length !== 1 || backdrop || last < 0) return;
    const ended = run.endOf(which[0], this.step);
    if (ended !== undefined) {
      const told = `the loss left the range of numbers at step ${whole(ended)}`;
      return void (values.includes(told) || values.push(told));
    }
    const place = byStep ? "" : `${binding.x.replaceAll("_", " ")} ${three(all[0].x[last])}`;
    if (place && !values.includes(place)) values.push(place);
    values.push(`${trace.name ?? binding.y} ${three(all[0].y[last])}`);
    if (byStep && within && all[0].x[end] < within[0]) return;
    const point = head(trace, all[0].x[end], all[0].y[end]);
    traces.push(point);
    if (binding.name) this.#ends.push({ text: binding.name, point });
  }

  /** @param {Run} run @param {Trace[]} traces @param {Graph} binding @param {string[]} values */
  #graph(run, traces, binding, values) {
    this.graph ??= new GraphView(this.plot, () => this.hooks.changed());
    const [member] = chosen(this.#members, binding.where);
    const card = this.graph.fill(binding, traces, run, this.#members[member]?.run, this.step);
    if (card) values.splice(0, values.length, card);
  }

  /** @param {Run} run @param {Trace[]} traces @param {Walkers} binding @param {string[]} values */
  #walkers(run, traces, binding, values) {
    this.#walking ??= new WalkersView(this.plot, binding, () => this.hooks.changed(), (set) => this.hooks.set(set));
    this.#walking.take(binding);
    values.push(...this.#walking.fill(traces, run, run.series(curveOf(binding))[chosen(this.#members, binding.where)[0]], this.step, this.veil.includes("stuck")));
  }

  /** @param {Run} run @param {Trace[]} traces @param {import("./types").Timeline} binding */
  #timeline(run, traces, binding) {
    const [member] = chosen(this.#members, binding.where);
    timeline(binding, traces, run, this.#members[member]?.run, this.step, () => this.hooks.changed());
  }

  /** The layout of this moment. @param {Run} run */
  #framed(run) {
    const { shapes, annotations } = this.#overlay(run);
    const layout = this.#ranges.framed(run.empty);
    if (this.#width) layout.width = this.#width;
    layout.shapes = [...(layout.shapes ?? []), ...shapes];
    layout.annotations = [...veiled(layout, this.veil), ...annotations, ...names(this.#ends, layout), ...waiting(this.figure, this.veil, this.#roles)];
    return layout;
  }

  /** What stands over the traces: marks, and the picked line. @param {Run} run */
  #overlay(run) {
    const { pick } = this.figure;
    const { shapes, annotations } = marked(this.figure, (where) => this.#marks(run, where), this.step, this.#roles);
    const acts = acted(this.acts, this.step, this.#roles);
    shapes.push(...acts.shapes);
    annotations.push(...acts.annotations, ...this.#slopes);
    const at = pick && this.#stops(pick).find(({ value }) => value === (run.picked.get(pick.coordinate) ?? pick.start));
    const line = pick && at && hairline(pick, at, this.#ranges.layout, this.#roles);
    return line ? { shapes: [...shapes, ...line.shapes], annotations: [...annotations, ...line.annotations] } : { shapes, annotations };
  }

  /** What is kept back shall find its axis as it will be. @param {Run} run @param {Binding} binding */
  #reserve(run, binding) {
    if (binding.kind !== "line") return;
    const [series, axis] = [run.series(curveOf(binding)), axisName(this.#traces[binding.trace].yaxis ?? "y")];
    for (const m of chosen(this.#members, binding.where)) this.#ranges.hold(axis, series[m]);
  }

  /** What happened in the first member with these coordinates. @param {Run} run @param {import("./types").Where} where */
  #marks(run, where) {
    return this.veil.length ? [] : run.marksOf(chosen(this.#members, where)[0]);
  }

  // --- what a person does to the plot

  /** A click that is not the end of a drag shows that step, or opens the run of that picture of a set. */
  #listen() {
    clicks(this.plot, (at) => {
      const bindings = this.figure.bindings.filter((one) => "trace" in one && at.within(this.#traces[one.trace]));
      const picture = bindings.find((one) => one.kind === "snapshot" && Object.keys(one.where).length);
      const members = picture?.kind === "snapshot" ? chosen(this.#members, picture.where) : [];
      if (bindings.some((one) => one.kind === "line" && one.x === "step")) this.hooks.pick(Math.round(at.step));
      else if (members.length === 1 && this.#members.length > 1) this.hooks.open({ run: this.#members[members[0]].run });
    });
  }

  /** @param {Record<string, unknown>} change */
  #relayout(change) {
    for (const [key, value] of Object.entries(change)) {
      const [name, part] = key.split(".");
      if (part !== "range[0]") continue;
      const range = /** @type {[number, number]} */ ([value, change[`${name}.range[1]`]]);
      const zoomed = this.#ranges.zoom(name, range);
      if (zoomed && name.startsWith("x")) this.hooks.zoom(...zoomed);
    }
    this.hooks.changed();
  }

  /** The run of a point, or of a cell. @param {Point} point */
  #open({ x, y, curveNumber, pointNumber }) {
    const binding = this.figure.bindings.find((one) => "trace" in one && one.trace === curveNumber);
    const groups = this.#groups.get(curveNumber) ?? [];
    const group = binding?.kind === "grid" ? groups.find((one) => one.x === x && one.y === y) : groups[pointNumber];
    if (!group || this.#members.length < 2) return;
    const { run, coordinates } = this.#members[group.members[0]];
    const opens = binding?.kind === "grid" && binding.opens;
    if (!opens) this.hooks.open({ run });
    else this.hooks.open({ preset: opens, [binding.x]: String(coordinates[binding.x]), [binding.y]: String(coordinates[binding.y]) });
  }

  /** @param {import("./types").Pick} pick */
  #stops(pick) {
    return stopsOf(pick, valuesOf(this.#members, pick.coordinate));
  }

  /** @param {import("./types").Pick} pick */
  #listenToPick(pick) {
    const picked = () => this.run?.picked.get(pick.coordinate);
    draggable(this.plot, pick, () => this.#stops(pick), picked, (value) => {
      this.run?.picked.set(pick.coordinate, value);
      this.hooks.changed();
    });
  }
}
