/** One live figure: an experiment's dicts, filled from the run up to the step that the view shows. */

/** @import { Binding, Drawn, Figure, Layout, Member, Point, Roles, Trace } from "./types" */
/** @import { Part } from "./bindings.js" */
/** @import { Sheet as Filled } from "./sheet.js" */

import { curveOf, fill, kindOf, mainLine, ready } from "./bindings.js";
import { Brush } from "./brush.js";
import { clicks } from "./clicks.js";
import { element } from "./dom.js";
import { names } from "./ends.js";
import { aside, axisName, headingOf, heightOf, simple, still } from "./layout.js";
import { Legend } from "./legend.js";
import { chosen, valuesOf } from "./members.js";
import { whole } from "./numbers.js";
import { opening } from "./opening.js";
import { draggable, hairline, stopsOf } from "./pick.js";
import { Ranges } from "./ranges.js";
import { Run } from "./run.js";
import { acted } from "./shapes.js";
import { Sheet } from "./sheet.js";
import { coloured, toned } from "./theme.js";
import { each } from "./ticks.js";
import { veiled, waiting } from "./veil.js";

/**
 * @typedef {{
 *   pick(step: number): void,
 *   zoom(from: number, to: number): void,
 *   open(parameters: Record<string, string>): void,
 *   set(values: Record<string, number>): void,
 *   changed(): void,
 *   enlarge(figure: LiveFigure): void,
 * }} Hooks
 */

export class LiveFigure {
  plot = /** @type {Drawn} */ (element("div", { className: "lab-plot", role: "img" }));
  /** What it shows in numbers: of the hero, its legend. */
  legend = new Legend();
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
  /** Its future is asked about: lines lead from its heads, where names would stand. */
  asked = false;
  /** @type {Member[]} */
  #members = [];
  /** @type {Trace[]} */
  #traces = [];
  /** @type {Roles} */
  #roles = {};
  /** Nothing of it is moved by hand; and whether that was so when it was drawn. */
  #still = false;
  #wasStill = false;
  /** Width on paper, px: there it cannot follow the window. */
  #width = 0;
  #ranges = new Ranges();
  /** What was filled last. @type {Filled | null} */
  #sheet = null;
  #brush = new Brush(this.plot);
  /** Lets plotly draw what the brush drew on: once it is quiet, or a pointer looks for numbers. @type {(() => void) | null} */
  #settle = null;
  #settling = 0;
  /** What kinds of bindings have beside the plot. @type {Map<string, Part>} */
  parts = new Map();

  /** @param {Figure} figure @param {Hooks} hooks @param {boolean} hero */
  constructor(figure, hooks, hero) {
    this.figure = figure;
    this.hooks = hooks;
    this.hero = hero;
    /** It stands in the hero's place. */
    this.large = false;
    this.plot.ariaLabel = figure.title;
    this.plot.addEventListener("pointermove", () => this.#settle?.());
    this.remark = element("p", { className: "lab-remark" }, figure.note);
    this.element = element("figure", { className: "lab-chart" }, ...(hero ? [this.plot] : this.#folded()));
    this.element.dataset.name = figure.name;
    if (figure.pick) this.#listenToPick(figure.pick);
    else this.#listen();
  }

  /** A heading that a tap enlarges, the plot, and below it a sentence. */
  #folded() {
    const heading = element("h3", {}, this.figure.title);
    if (this.figure.name.startsWith("beside-")) return [heading, this.plot, this.legend.element, this.remark];
    const tap = element("button", { type: "button", className: "lab-enlarge", onclick: () => this.hooks.enlarge(this) });
    tap.append(...heading.childNodes);
    heading.append(tap);
    return [heading, this.plot, this.legend.element, this.remark];
  }

  /** Where on the page it stands. @returns {import("./layout.js").Place} */
  get place() {
    if (this.hero || this.large) return "hero";
    return simple(this.figure) && !this.figure.name.startsWith("beside-") ? "small" : "plain";
  }

  /** Show another run, theme or width. @param {Run} run @param {Member[]} members @param {Roles} roles @param {import("./layout.js").Screen} screen */
  show(run, members, roles, screen) {
    if (run !== this.run) this.#ranges.clear();
    [this.run, this.#members, this.#roles] = [run, members, roles];
    const { pick } = this.figure;
    if (pick && !run.picked.has(pick.coordinate)) run.picked.set(pick.coordinate, pick.start);
    const place = screen.paper ? "plain" : this.place;
    const height = heightOf(this.figure, screen, place);
    const family = getComputedStyle(this.element).fontFamily;
    ({ traces: this.#traces, layout: this.#ranges.layout } = still(this.figure, run.id, roles, screen, family, height, place));
    this.plot.style.height = `${height}px`;
    this.element.dataset.place = place;
    this.#still = screen.phone || place === "small";
    if (this.#width && !screen.paper) this.resize();
    this.#width = screen.paper ? this.plot.clientWidth : 0;
  }

  draw() {
    const { run, plot, figure } = this;
    if (!run || !window.Plotly || !ready(figure)) return;
    const sheet = (this.#sheet = this.#fill(run));
    const { traces } = sheet;
    const layout = this.#framed(sheet);
    clearTimeout(this.#settling);
    this.#settle = () => this.#lay(traces, layout);
    if (plot.firstChild && this.#still === this.#wasStill && this.#brush.draw(traces, layout)) this.#settling = setTimeout(this.#settle, QUIET);
    else this.#settle();
    for (const part of this.parts.values()) part.place?.();
    this.legend.show(sheet.readout);
  }

  /** Plotly draws all of it. @param {Trace[]} traces @param {Layout} layout */
  #lay(traces, layout) {
    const { plot } = this;
    clearTimeout(this.#settling);
    this.#settle = null;
    const config = { displayModeBar: false, responsive: true, doubleClick: "reset", staticPlot: this.#still };
    const first = !plot.firstChild || this.#still !== this.#wasStill; // with another config plotly begins anew
    this.#wasStill = this.#still;
    this.#brush.keep(traces, layout);
    window.Plotly?.react(plot, traces, layout, config);
    if (!first) return;
    plot.on?.("plotly_relayout", (change) => this.#relayout(change));
    plot.on?.("plotly_click", ({ points: [point] }) => this.#open(point));
  }

  /** What it will show first, as it was drawn beforehand. @param {import("./types").Opening} drawn @param {string[]} veil */
  opened(drawn, veil) {
    const later = waiting(this.figure, veil, this.#roles);
    const { layout } = this.#ranges;
    const notes = [...veiled(layout, veil), ...coloured(/** @type {any} */ (drawn.notes), this.#roles), ...later.map(({ note }) => note)];
    return opening(drawn, layout, { notes: toned(notes, this.#roles), covers: later.map(({ cover }) => cover) });
  }

  /** Its place is as wide as another now. */
  resize() {
    if (this.plot.firstChild && this.plot.clientWidth) void window.Plotly?.Plots.resize(this.plot);
  }

  /** Where its first curve along the steps is at a step, at most the one that is drawn; else where the line stops of which a part is asked about. @param {number} step @returns {import("./futures.js").Head | null} */
  head(step) {
    const line = mainLine(this.figure, this.veil);
    const asked = this.figure.bindings.find((one) => one.kind === "across" && one.mean && one.asked && one.x in one.asked);
    if (line) {
      const [series] = this.run?.series(curveOf(line)) ?? [];
      const last = series?.last(Math.min(step, this.step)) ?? -1;
      return last < 0 ? null : { ...this.#axesOf(line.trace), x: series.x[last], y: series.y[last] };
    }
    if (asked?.kind !== "across" || !asked.asked) return null;
    const end = Math.max(...[asked.asked[asked.x]].flat().map(Number));
    const group = this.#sheet?.groups.get(asked.trace)?.find(({ x }) => x === end);
    return group ? { ...this.#axesOf(asked.trace), x: end, y: group.value } : null;
  }

  /** The layout's names of the axes of a trace. @param {number} trace */
  #axesOf(trace) {
    const { xaxis = "x", yaxis = "y" } = this.#traces[trace];
    return { xaxis: axisName(xaxis), yaxis: axisName(yaxis) };
  }

  /** Steps that it shows, where it is not all of them. @returns {[number, number] | null} */
  get seen() {
    const steps = mainLine(this.figure);
    if (!steps) return null;
    const xaxis = axisName(this.#traces[steps.trace]?.xaxis ?? "x");
    const { range } = /** @type {{ range?: unknown }} */ (this.#ranges.layout[xaxis] ?? {}); // one of the experiment's follows no film
    return this.#ranges.zoomed(xaxis) ?? (range ? null : this.window);
  }

  /** What surrounds its panels, px. */
  get margin() {
    return this.#ranges.layout.margin ?? {};
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
    clearTimeout(this.#settling);
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
    const later = waiting(this.figure, this.veil, this.#roles);
    layout.shapes = [...later.map(({ cover }) => cover), ...(layout.shapes ?? []), ...shapes];
    for (const { yaxis } of later) layout[yaxis] = { .../** @type {object} */ (layout[yaxis]), showgrid: false }; // no line through words
    const all = [...this.#headed(veiled(layout, this.veil)), ...annotations, ...(this.asked ? [] : names(sheet.ends, layout)), ...later.map(({ note }) => this.#wide(note))];
    layout.annotations = toned(all, this.#roles);
    return layout;
  }

  /** Words in one line, beside what else the panel says, if there is room. @param {Record<string, any>} note */
  #wide(note) {
    const text = note.text.replace("<br>", " ");
    const room = this.plot._fullLayout?.[axisName(note.xref.replace(" domain", ""))]?._length ?? 0;
    if (text === note.text || text.length * LETTER >= room) return note;
    const picked = this.figure.pick?.axes?.some(([, y]) => note.yref === `${y} domain`);
    return { ...note, text, ...(picked ? ASIDE : {}) };
  }

  /** Headings of log axes say what a line is to the next. @param {object[]} annotations */
  #headed(annotations) {
    const words = annotations.some((one) => !/^heading /.test(/** @type {any} */ (one).name) && above(one)); // there is no room
    if (words) return annotations;
    return annotations.map((one) => {
      const { name, text, xref, yref } = /** @type {Record<string, string>} */ (one);
      const yaxis = String(yref).replace(" domain", "");
      const found = name === headingOf(yaxis) && this.#ranges.lines(axisName(yaxis));
      const room = this.plot._fullLayout?.[axisName(String(xref).replace(" domain", ""))]?._length ?? 0; // none before it is drawn
      const fits = text.replace(/<[^>]+>/g, "").length * LETTER + MORE < room;
      const joint = text.endsWith("</span>") ? "; " : " ";
      return found && fits ? { ...one, text: `${text}${aside(`${joint}${each(found.factor)}`, this.#roles.soft)}` } : one;
    });
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

/** Milliseconds without a drawing after which plotly draws all. */
const QUIET = 400;
/** About as wide as a letter of a heading is, and what is added to it, px. */
const [LETTER, MORE] = [7, 100];
/** Where words in one line wait in a panel in which something is picked: clear of that, and of a level in the middle. */
const ASIDE = { x: 0.02, xanchor: "left", y: 0.25 };

/** Whether an annotation stands above its panel. @param {object} annotation */
function above(annotation) {
  const { y, yanchor, yref } = /** @type {Record<string, unknown>} */ (annotation);
  return y === 1 && yanchor === "bottom" && /paper|domain/.test(String(yref));
}
