/** One live figure: an experiment's dicts, filled from the run up to the step that the view shows. */

/** @import { Binding, Drawn, Figure, Member, Point, Roles, Trace } from "./types" */
/** @import { Part } from "./bindings.js" */
/** @import { Sheet as Filled } from "./sheet.js" */

import { fill, kindOf, ready } from "./bindings.js";
import { clicks } from "./clicks.js";
import { element, write } from "./dom.js";
import { names } from "./ends.js";
import { heightOf, still } from "./layout.js";
import { chosen, valuesOf } from "./members.js";
import { whole } from "./numbers.js";
import { draggable, hairline, stopsOf } from "./pick.js";
import { Ranges } from "./ranges.js";
import { Run } from "./run.js";
import { acted } from "./shapes.js";
import { Sheet } from "./sheet.js";
import { veiled, waiting } from "./veil.js";

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
  /** What was filled last. @type {Filled | null} */
  #sheet = null;
  /** What kinds of bindings have beside the plot. @type {Map<string, Part>} */
  parts = new Map();

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
    const { run, plot, figure } = this;
    if (!run || !window.Plotly || !ready(figure)) return;
    const sheet = (this.#sheet = this.#fill(run));
    const config = { displayModeBar: false, responsive: true, doubleClick: "reset", staticPlot: this.#phone };
    const first = !plot.firstChild;
    window.Plotly.react(plot, sheet.traces, this.#framed(sheet), config);
    if (first) {
      plot.on?.("plotly_relayout", (change) => this.#relayout(change));
      plot.on?.("plotly_click", ({ points: [point] }) => this.#open(point));
    }
    for (const part of this.parts.values()) part.place?.();
    write(this.#readout, sheet.readout.join(" · "));
  }

  /** A sheet with what is recorded up to the step. @param {Run} run */
  #fill(run) {
    const { step, total, veil, window, beside } = this;
    const moment = { traces: this.#traces, step, total, veil, window, beside, roles: this.#roles, ranges: this.#ranges, changed: this.hooks.changed };
    const sheet = new Sheet(this.figure, run, this.#members, moment);
    if (!run.empty) sheet.readout.push(`step ${whole(step)}`);
    fill(sheet, (binding) => this.#part(binding));
    return sheet;
  }

  /** What a kind has beside this plot, if anything. @param {Binding} binding */
  #part(binding) {
    const { mount } = kindOf(binding);
    if (mount && !this.parts.has(binding.kind)) this.parts.set(binding.kind, mount(this, binding));
    return this.parts.get(binding.kind);
  }

  close() {
    window.Plotly?.purge(this.plot);
    this.element.remove();
  }

  /** Go on as the figure of other settings, where these are moved on it: the hand keeps what it holds. @param {Figure} figure */
  takes(figure) {
    const moved = this.figure.bindings.some((one) => this.parts.has(one.kind) && kindOf(one).moves && figure.bindings.some(({ kind }) => kind === one.kind));
    if (!moved || figure.name !== this.figure.name) return false;
    this.figure = figure;
    return true;
  }

  /** What the figure shows by itself, without a recording. */
  get said() {
    return [...this.parts.values()].find(({ said }) => said)?.said ?? "";
  }

  /** The layout of this moment. @param {Filled} sheet */
  #framed(sheet) {
    const layout = this.#ranges.framed(sheet.run.empty);
    const { shapes, annotations } = this.#overlay(sheet);
    if (this.#width) layout.width = this.#width;
    layout.shapes = [...(layout.shapes ?? []), ...shapes];
    layout.annotations = [...veiled(layout, this.veil), ...annotations, ...names(sheet.ends, layout), ...waiting(this.figure, this.veil, this.#roles)];
    return layout;
  }

  /** What stands over the traces: what bindings put there, changes on the way, and the picked line. @param {Filled} sheet */
  #overlay({ run, shapes, annotations }) {
    const { pick } = this.figure;
    const acts = acted(this.acts, this.step, this.#roles);
    const at = pick && this.#stops(pick).find(({ value }) => value === (run.picked.get(pick.coordinate) ?? pick.start));
    const line = pick && at && hairline(pick, at, this.#ranges.layout, this.#roles);
    const over = line ? [acts, line] : [acts];
    return { shapes: [...shapes, ...over.flatMap((one) => one.shapes)], annotations: [...annotations, ...over.flatMap((one) => one.annotations)] };
  }

  // --- what a person does to the plot

  /** A click that is not the end of a drag shows that step, or opens the run of that picture of a set. */
  #listen() {
    clicks(this.plot, (at) => {
      const bindings = this.figure.bindings.filter((one) => "trace" in one && at.within(this.#traces[one.trace]));
      const picture = bindings.find((one) => one.kind === "snapshot" && Object.keys(one.where).length);
      const members = picture?.kind === "snapshot" ? chosen(this.#members, picture.where) : [];
      if (bindings.some((one) => "x" in one && one.x === "step")) this.hooks.pick(Math.round(at.step));
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
    const groups = this.#sheet?.groups.get(curveNumber) ?? [];
    const group = Array.isArray(pointNumber) ? groups.find((one) => one.x === x && one.y === y) : groups[pointNumber]; // a map has two numbers
    if (!group || this.#members.length < 2) return;
    const { run, coordinates } = this.#members[group.members[0]];
    if (!binding || !("opens" in binding) || !binding.opens) this.hooks.open({ run });
    else this.hooks.open({ preset: binding.opens, [binding.x]: String(coordinates[binding.x]), [binding.y]: String(coordinates[binding.y]) });
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
