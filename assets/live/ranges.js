/** What the axes of a figure show: as the experiment says, else as the person has zoomed, else as curves ask. */

/** @import { Axis, Layout } from "./types" */
/** @import { Series } from "./series.js" */

import { grown } from "./layout.js";
import { lines } from "./ticks.js";

const AXIS = /^[xy]axis\d*$/;
/** A figure so low, px, has at most so many lines. */
const [LOW, FEW] = [200, 3];
/** How close a range comes to that which was before the zoom, to be none. */
const SAME = 1e-9;

export class Ranges {
  /** The figure's layout, as it stands still. @type {Layout} */
  layout = {};
  /** Ranges that we chose, by the axis' name. @type {Map<string, [number, number]>} */
  #ours = new Map();
  /** Ranges that the person chose. @type {Map<string, [number, number]>} */
  #zoomed = new Map();

  clear() {
    for (const ranges of [this.#ours, this.#zoomed]) ranges.clear();
  }

  /** Set an axis that neither the experiment nor the person has set. @param {string} axis @param {(before?: [number, number]) => [number, number] | undefined} next */
  grow(axis, next) {
    const { range, autorange } = this.#axis(axis);
    if (range || autorange !== undefined || this.#zoomed.has(axis)) return;
    const wider = next(this.#ours.get(axis));
    if (wider) this.#ours.set(axis, wider);
  }

  /** Let an axis hold all of a curve. @param {string} axis @param {Series} curve */
  hold(axis, { decades, extent }) {
    const log = this.log(axis);
    const fromZero = !log && this.#axis(axis).rangemode === "tozero";
    this.grow(axis, (before) => grown(before, log ? decades : extent, fromZero));
  }

  /** @param {string} axis */
  log(axis) {
    return this.#axis(axis).type === "log";
  }

  /** What the person has zoomed to, in the axis' own numbers. @param {string} axis @returns {[number, number] | null} */
  zoomed(axis) {
    const range = this.#zoomed.get(axis);
    return range ? this.#plainly(axis, range) : null;
  }

  /** The axes of this moment: plotly writes into those that it is given, so these are copies. @param {boolean} empty nothing is recorded @returns {Layout} */
  framed(empty) {
    const layout = { ...this.layout };
    for (const name of Object.keys(layout).filter((one) => AXIS.test(one))) {
      const own = this.#axis(name);
      const range = this.#ours.get(name);
      layout[name] = { ...own, ...(range ? { range: [...range] } : { showticklabels: Boolean(own.range) || !empty }), ...this.#ticks(name) };
    }
    return layout;
  }

  /** What a log axis has for lines, where its range is known and the experiment has not chosen them. @param {string} axis */
  lines(axis) {
    const { range, tickvals, autorange } = this.#axis(axis);
    const seen = this.#zoomed.get(axis) ?? this.#ours.get(axis) ?? range;
    return this.log(axis) && seen && !tickvals && !autorange ? lines(seen, axis.startsWith("x"), Number(this.layout.height) < LOW ? FEW : undefined) : null;
  }

  /** @param {string} axis */
  #ticks(axis) {
    const found = this.lines(axis);
    return found && { tickmode: "array", tickvals: found.values, ticktext: found.texts, minor: { ticks: "" } };
  }

  /** The person has zoomed, or gone back; in the axis' own numbers what they zoomed to. @param {string} axis @param {[number, number]} range @returns {[number, number] | null} */
  zoom(axis, range) {
    const own = this.#ours.get(axis) ?? this.#axis(axis).range;
    if (own?.every((bound, i) => Math.abs(bound - range[i]) < SAME)) this.#zoomed.delete(axis);
    else this.#zoomed.set(axis, range);
    return this.zoomed(axis);
  }

  /** @param {string} name */
  #axis(name) {
    return /** @type {Axis} */ (this.layout[name] ?? {});
  }

  /** Plotly gives decades on a log axis. @param {string} axis @param {[number, number]} range @returns {[number, number]} */
  #plainly(axis, [from, to]) {
    return this.log(axis) ? [10 ** from, 10 ** to] : [from, to];
  }
}
