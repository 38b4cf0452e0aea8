/** The rows of a run or a set, as far as this page has them: curves and marks, growing by chunks. */

/** @import { Arrays, Chunk, History, Mark, NumberArray } from "./types" */

import { MAXIMUM_POINTS, Series } from "./series.js";
import { history } from "./server.js";
import { Snapshots } from "./snapshots.js";

/** @typedef {{ key: string, y: string, over: string | null, x: string }} Curve columns, and the history route's name for them */

/** Column `y`, divided by the column `over`, against the column `x`. @param {string} y @param {string | null} over @param {string} x @returns {Curve} */
export const curve = (y, over, x) => ({ key: `${y}${over ? `/${over}` : ""}${x === "step" ? "" : `@${x}`}`, y, over, x });

/** A column along the steps. @param {string} y */
export const column = (y) => curve(y, null, "step");

export class Run {
  rows = 0;
  lastStep = -1;
  /** @type {Record<string, number>} recording -> last chunk taken */
  cursors = {};
  /** @type {Map<string, number | string>} the value of a coordinate that a person has picked */
  picked = new Map();
  /** Whether every row is here, else the ranges of steps in which they are. */
  #exact = true;
  /** @type {[number, number][]} */
  #refined = [];
  /** @type {Map<string, Series[]>} by the curve's key, one for each member */
  #series = new Map();
  /** @type {Mark[][]} of each member */
  #marks = [];

  /** @type {Curve[]} what is read */
  wanted = [];

  /** @param {string} id @param {string[]} members run ids @param {Curve[]} [curves] */
  constructor(id, members, curves = []) {
    this.id = id;
    this.members = members;
    this.snapshots = new Snapshots(id, members);
    this.want(curves);
  }

  /** Read these curves, and nothing else. @param {Curve[]} curves */
  want(curves) {
    this.wanted = [...new Map(curves.map((curve) => [curve.key, curve])).values()];
    this.#clear();
  }

  /** Whether there is nothing to show yet. */
  get empty() {
    return this.lastStep < 0;
  }

  /** Marks of the first member. */
  get marks() {
    return this.marksOf(0);
  }

  /** Marks of a member. @param {number} m */
  marksOf(m) {
    return this.#marks[m] ?? [];
  }

  /** The row with which a member has left the range of numbers, if it has up to a step. @param {number} m @param {number} step */
  endOf(m, step) {
    return this.marksOf(m).find(({ name, at }) => name === "diverged" && at <= step)?.at;
  }

  /** How many members have no row yet. */
  get missing() {
    const [first = []] = this.#series.values();
    return first.filter(({ length }) => !length).length;
  }

  /** How many chunks are here: with another, what a step's sentence says may have changed. */
  get taken() {
    return Object.values(this.cursors).reduce((sum, number) => sum + number + 1, 0);
  }

  /** Steps from one row to the next, or from one snapshot to the next where there are no rows. */
  get stride() {
    const count = this.rows > 1 ? this.rows : this.snapshots.extent.count;
    return count > 1 ? Math.max(1, Math.round(this.lastStep / (count - 1))) : 1;
  }

  /** One series a member. @param {Curve | null} curve @returns {Series[]} */
  series(curve) {
    return this.#series.get(curve?.key ?? "") ?? [];
  }

  /** Each member's last snapshot up to a step; of one that has left the range of numbers, up to there. @param {string} name @param {number} step @param {() => void} arrived @returns {(NumberArray | undefined)[]} */
  arrays(name, step, arrived) {
    return this.snapshots.at(name, this.members.map((_, m) => this.endOf(m, step) ?? step), arrived);
  }

  /** Read everything that is recorded, in place of what is here. */
  async load() {
    const { header, arrays } = await this.#read({ points: MAXIMUM_POINTS });
    this.#clear();
    this.#put(header, arrays);
    this.#exact = header.exact;
    this.cursors = { ...header.recordings };
    this.rows = header.rows;
    this.#mark(header);
    for (const [name, steps] of Object.entries(header.snapshot_steps)) this.snapshots.saw(name, steps);
    this.#reach(header.last_step, header, arrays);
  }

  /** Read the rows between two steps in full, unless they are here. Whether anything new came. @param {number} from @param {number} to */
  async refine(from, to) {
    [from, to] = [Math.max(0, Math.floor(from)), Math.min(this.lastStep, Math.ceil(to))];
    if (this.#exact || from > to || this.#refined.some(([a, b]) => a <= from && to <= b)) return false;
    const { header, arrays } = await this.#read({ from, to, points: MAXIMUM_POINTS });
    this.#put(header, arrays, from, to);
    if (header.exact) this.#refined.push([from, to]);
    return true;
  }

  /** Whether a chunk belongs here: to a recording that is shown, or to members without any rows. @param {Chunk} header */
  concerns({ recording, members }) {
    const [first] = this.#series.values();
    const fresh = this.members.every((run, m) => !members.includes(run) || !first?.[m].length);
    return recording in this.cursors || fresh;
  }

  /** Append a chunk; false when one before it is missing. @param {Chunk} header @param {Arrays} arrays */
  take(header, arrays) {
    const cursor = this.cursors[header.recording] ?? -1;
    if (header.number <= cursor) return true;
    if (header.number > cursor + 1) return false;
    this.cursors[header.recording] = header.number;
    const steps = arrays.get("column:step")?.values ?? new Float64Array();
    this.members.forEach((run, m) => {
      const column = header.members.indexOf(run);
      if (column >= 0) this.#append(m, column, header.members.length, steps, arrays);
    });
    this.rows = Math.max(this.rows, ...[...this.#series.values()].flat().map(({ length }) => length));
    this.#mark(header);
    this.#reach(steps[steps.length - 1] ?? -1, header, arrays);
    return true;
  }

  /** Keep the snapshots and go on to the last step of them and of the rows. @param {number} step @param {Chunk | History} header @param {Arrays} arrays */
  #reach(step, { snapshots, members }, arrays) {
    this.snapshots.keep(snapshots, members, arrays);
    this.lastStep = Math.max(this.lastStep, step, this.snapshots.extent.last);
  }

  /** @param {{ from?: number, to?: number, points: number }} range */
  #read(range) {
    return history(this.id, this.wanted.map(({ key }) => key), range);
  }

  #clear() {
    for (const { key, x } of this.wanted) this.#series.set(key, this.members.map(() => new Series(x !== "step")));
    [this.#refined, this.#marks] = [[], this.members.map(() => [])];
  }

  /** @param {History} header @param {Arrays} arrays @param {number} [from] @param {number} [to] */
  #put({ members }, arrays, from, to) {
    this.wanted.forEach((curve, i) => {
      this.series(curve).forEach((series, m) => {
        const at = members.indexOf(this.members[m]);
        const [x, y, step] = ["x", "y", "step"].map((name) => arrays.get(`${name}:${i}:${at}`)?.values);
        if (x && y) series.replace(step ?? x, x, y, from, to);
      });
    });
  }

  /** @param {number} m @param {number} column @param {number} width @param {ArrayLike<number>} steps @param {Arrays} arrays */
  #append(m, column, width, steps, arrays) {
    for (const curve of this.wanted) {
      const [values, divisor, abscissa] = [curve.y, curve.over, curve.x].map((name) => arrays.get(`column:${name}`)?.values);
      if (!values) continue;
      const series = this.series(curve)[m];
      for (let row = 0; row < steps.length; row += 1) {
        const at = row * width + column;
        const x = curve.x === "step" ? steps[row] : (abscissa?.[at] ?? NaN);
        series.push(steps[row], x, divisor ? values[at] / divisor[at] : values[at]);
      }
    }
  }

  /** @param {Chunk | History} header */
  #mark({ marks, members }) {
    const places = new Map(this.members.map((run, m) => [run, m]));
    for (const mark of marks) this.#marks[places.get(members[mark.member] ?? "") ?? -1]?.push(mark);
  }
}
