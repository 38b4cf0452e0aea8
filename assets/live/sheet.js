/** What a binding fills: a figure's traces and what stands over them, from the members of a run up to a step. */

/** @import { Axis, Figure, Mark, Member, NumberArray, Roles, Trace, Where } from "./types" */
/** @import { End } from "./ends.js" */
/** @import { Group } from "./members.js" */
/** @import { Ranges } from "./ranges.js" */
/** @import { Family } from "./relatives.js" */
/** @import { Curve, Run } from "./run.js" */

import { fitted } from "./fit.js";
import { axisName } from "./layout.js";
import { chosen, grouped } from "./members.js";
import { column } from "./run.js";

/**
 * When and how it is drawn: the still traces, the step and the last there will be, names that a question keeps
 * back, steps that a film closes in on, relatives' curves; `changed` is called when something more has come.
 * @typedef {{
 *   traces: Trace[], step: number, total: number, veil: string[], roles: Roles, ranges: Ranges,
 *   window: [number, number] | null, beside: Family, changed(): void,
 * }} Moment
 */

export class Sheet {
  /** @type {object[]} */
  shapes = [];
  /** @type {object[]} */
  annotations = [];
  /** What is read beside the plot. @type {import("./legend.js").Reading[]} */
  readout = [];
  /** Ends of curves that have names. @type {End[]} */
  ends = [];
  /** Points or cells, by the trace that shows them. @type {Map<number, Group[]>} */
  groups = new Map();
  /** Ranges of log axes near the window. @type {Record<string, [number, number] | undefined>} */
  near = {};

  /** @param {Figure} figure @param {Run} run @param {Member[]} members @param {Moment} moment */
  constructor(figure, run, members, moment) {
    this.figure = figure;
    this.run = run;
    this.members = members;
    this.traces = moment.traces.map((trace) => ({ ...trace }));
    this.step = moment.step;
    this.total = moment.total;
    this.veil = moment.veil;
    this.roles = moment.roles;
    this.ranges = moment.ranges;
    this.window = moment.window;
    this.beside = moment.beside;
    this.changed = moment.changed;
  }

  /** Numbers of the members with these coordinates, and with the picked value of the coordinate `pick`. @param {Where} where @param {string | null} [pick] */
  chosen(where, pick) {
    return chosen(this.members, pick && this.figure.pick ? { ...where, [pick]: this.picked(pick) } : where);
  }

  /** The picked value of a coordinate. @param {string} coordinate */
  picked(coordinate) {
    return this.run.picked.get(coordinate) ?? this.figure.pick?.start ?? "";
  }

  /** A group a member, or with `together` one a place, at the coordinates `axes`; values (of all members) are means. @param {number[]} which @param {[string, string]} axes @param {number[]} values @param {boolean} together */
  grouped(which, axes, values, together) {
    return grouped(this.members, which, axes, values, together);
  }

  /** One series a member. @param {Curve} curve */
  series(curve) {
    return this.run.series(curve);
  }

  /** A column's latest finite number of each member at a step; NaN where there is none, and where the member has left the range of numbers by then. @param {string} name @param {number} [step] */
  latest(name, step = this.step) {
    return this.run.series(column(name)).map((one, m) => (this.run.endOf(m, step) === undefined ? one.y[one.last(step)] : undefined) ?? NaN);
  }

  /** Whether a member has left the range of numbers by the step. @param {number} m */
  left(m) {
    return this.run.endOf(m, this.step) !== undefined;
  }

  /** Each member's last snapshot of a name up to the step, as far as there is one. @param {string} name @returns {(NumberArray | undefined)[]} */
  arrays(name) {
    return this.run.arrays(name, this.step, this.changed);
  }

  /** Marks `name`, `name-2` … that are known at the step, of the first member with these coordinates. @param {string} name @param {Where} where @returns {Mark[]} */
  marks(name, where) {
    return this.run.marksOf(this.chosen(where)[0]).filter((mark) => mark.step <= this.step && named(mark, name));
  }

  /** The part of the steps that an axis shows, where it is not all. @param {string} xaxis */
  closes(xaxis) {
    return this.ranges.zoomed(axisName(xaxis)) ?? this.window;
  }

  /** Those marks that an axis shows: the others would make each frame slower. @param {Mark[]} marks @param {string} xaxis */
  inView(marks, xaxis) {
    const range = this.closes(xaxis);
    return range ? marks.filter(({ at }) => at >= range[0] && at <= range[1]) : marks;
  }

  /** Number of the figure's stop that is picked, the first if none is. */
  get stop() {
    const { pick } = this.figure;
    return Math.max(0, pick?.stops.findIndex(({ value }) => value === this.picked(pick.coordinate)) ?? 0);
  }

  /** Make a trace's points those of the groups. @param {number} trace @param {Group[]} points */
  place(trace, points) {
    this.groups.set(trace, points);
    this.traces[trace].x = points.map(({ x }) => x);
    this.traces[trace].y = points.map(({ y }) => y);
  }

  /** The power law through the points of a trace, those at one x as their geometric mean. @param {number} trace */
  law(trace) {
    const all = (this.groups.get(trace) ?? []).map(({ x, y }) => ({ x: Number(x), y: Number(y) }));
    const points = all.filter(({ x, y }) => x > 0 && y > 0);
    const line = fitted(points);
    return line && { ...line, points };
  }

  /** Where an annotation at x stands: plotly counts those on a log axis in decades. @param {string} xaxis @param {number} x */
  noted(xaxis, x) {
    const axis = /** @type {Axis | undefined} */ (this.figure.layout[axisName(xaxis)]);
    return axis?.type === "log" ? Math.log10(x) : x;
  }

  /** The x axis that goes with a y axis. @param {string} yaxis */
  partner(yaxis) {
    return this.figure.traces.find((trace) => (trace.yaxis ?? "y") === yaxis)?.xaxis ?? "x";
  }
}

/** Whether a mark goes by a name: `crossing`, or `crossing-2`. @param {Mark} mark @param {string} name */
export function named(mark, name) {
  return mark.name === name || (mark.name.startsWith(`${name}-`) && /^\d+$/.test(mark.name.slice(name.length + 1)));
}
