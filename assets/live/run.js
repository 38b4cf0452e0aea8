/** The rows of a run or a set, as far as this page has them: curves, marks and snapshots, growing by chunks. */

/** @import { Arrays, Binding, Chunk, History, Mark, NumberArray, SnapshotHeader } from "./types" */

import { MAXIMUM_POINTS, Series } from "./series.js";
import { history } from "./server.js";

/** Snapshots of one name that are kept; the others are asked for again when the view comes to them. */
const KEPT_SNAPSHOTS = 100;

/** The series that a binding shows, as the history route names it. @param {Binding} binding */
export function seriesOf(binding) {
  if (binding.kind === "grid") return binding.z;
  if (binding.kind === "across") return binding.y;
  if (binding.kind !== "line") return null;
  const over = binding.over ? `/${binding.over}` : "";
  return `${binding.y}${over}${binding.x === "step" ? "" : `@${binding.x}`}`;
}

/** @typedef {{ key: string, y: string, over: string | undefined, x: string }} Parsed */

/** @param {string} key @returns {Parsed} */
function parse(key) {
  const [ratio, x = "step"] = key.split("@");
  const [y, over] = ratio.split("/");
  return { key, y, over, x };
}

export class Run {
  rows = 0;
  lastStep = -1;
  /** @type {Mark[]} marks of the first member, in the order of their steps */
  marks = [];
  /** @type {Record<string, number>} recording -> last chunk taken */
  cursors = {};
  /** Whether every row is here, else the ranges of steps in which they are. */
  #exact = true;
  /** @type {[number, number][]} */
  #refined = [];
  /** @type {Map<string, Series[]>} by the series' key, one for each member */
  #curves;
  /** @type {Map<string, Map<number, NumberArray[]>>} name -> step -> one for each member */
  #snapshots = new Map();
  /** @type {Record<string, number[]>} steps at which there are snapshots of a name */
  #snapshotSteps = {};

  /** @param {string} id @param {string[]} members run ids @param {string[]} keys */
  constructor(id, members, keys) {
    this.id = id;
    this.members = members;
    this.parsed = keys.map(parse);
    this.#curves = new Map(this.parsed.map(({ key }) => [key, []]));
    this.#clear();
  }

  /** Whether there is nothing to show yet. */
  get empty() {
    return this.lastStep < 0;
  }

  /** Steps from one row to the next, or from one snapshot to the next where there are no rows. */
  get stride() {
    const shown = this.rows > 1 ? this.rows : Math.max(2, ...Object.values(this.#snapshotSteps).map((steps) => steps.length));
    return Math.max(1, Math.round(this.lastStep / (shown - 1)));
  }

  /** @param {string} key @returns {Series[]} */
  curves(key) {
    return this.#curves.get(key) ?? [];
  }

  /** Read everything that is recorded, in place of what is here. */
  async load() {
    const read = await this.#read({ points: MAXIMUM_POINTS });
    const { header, arrays } = read;
    this.#clear();
    this.#put(header, arrays);
    this.#exact = header.exact;
    this.cursors = { ...header.recordings };
    [this.rows, this.lastStep] = [header.rows, header.last_step];
    this.marks = this.#ours(header.marks, header.members);
    for (const [name, steps] of Object.entries(header.snapshot_steps)) for (const step of steps) this.#saw(name, step);
    this.#keep(header.snapshots, header.members, arrays);
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

  /** Whether these rows belong here: of a recording that is shown, or of members without any rows. @param {Chunk} header */
  concerns({ recording, members }) {
    if (recording in this.cursors) return true;
    const [first] = this.#curves.values();
    return !first || this.members.every((run, m) => !members.includes(run) || first[m].length === 0);
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
    if (steps.length) this.lastStep = Math.max(this.lastStep, steps[steps.length - 1]);
    this.rows = Math.max(this.rows, this.#longest());
    this.marks.push(...this.#ours(header.marks, header.members));
    this.#keep(header.snapshots, header.members, arrays);
    return true;
  }

  /** The members' snapshots at a step, or the nearest before it while that one is fetched. @param {string} name @param {number} step @param {() => void} arrived */
  snapshot(name, step, arrived) {
    const steps = this.#snapshotSteps[name]?.filter((one) => one <= step) ?? [];
    const kept = this.#snapshots.get(name);
    if (steps.length && !kept?.has(steps[steps.length - 1])) this.#fetchSnapshot(steps[steps.length - 1], arrived);
    const nearest = steps.findLast((one) => kept?.has(one));
    return nearest === undefined ? undefined : kept?.get(nearest);
  }

  #fetching = false;

  /** @param {number} step @param {() => void} arrived */
  async #fetchSnapshot(step, arrived) {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const { header, arrays } = await history(this.id, ["step"], { to: step, points: 2 });
      this.#keep(header.snapshots, header.members, arrays);
    } finally {
      this.#fetching = false;
    }
    arrived();
  }

  /** @param {{ from?: number, to?: number, points: number }} range */
  #read(range) {
    return history(this.id, this.parsed.map(({ key }) => key), range);
  }

  #clear() {
    for (const { key, x } of this.parsed)
      this.#curves.set(key, this.members.map(() => new Series(x !== "step")));
    this.#refined = [];
    this.#snapshots.clear();
  }

  #longest() {
    return Math.max(0, ...[...this.#curves.values()].flat().map((series) => series.length));
  }

  /** @param {History} header @param {Arrays} arrays @param {number} [from] @param {number} [to] */
  #put(header, arrays, from, to) {
    this.parsed.forEach(({ key }, i) => {
      this.curves(key).forEach((series, m) => {
        const there = header.members.indexOf(this.members[m]);
        const [x, y, step] = ["x", "y", "step"].map((name) => arrays.get(`${name}:${i}:${there}`)?.values);
        if (x && y) series.replace(step ?? x, x, y, from, to);
      });
    });
  }

  /** @param {number} m @param {number} column @param {number} width @param {ArrayLike<number>} steps @param {Arrays} arrays */
  #append(m, column, width, steps, arrays) {
    for (const { key, y, over, x } of this.parsed) {
      const values = arrays.get(`column:${y}`)?.values;
      if (!values) continue;
      const divisor = over && arrays.get(`column:${over}`)?.values;
      const abscissa = x === "step" ? null : arrays.get(`column:${x}`)?.values;
      const series = this.curves(key)[m];
      for (let row = 0; row < steps.length; row += 1) {
        const at = row * width + column;
        series.push(steps[row], abscissa ? abscissa[at] : steps[row], divisor ? values[at] / divisor[at] : values[at]);
      }
    }
  }

  /** @param {Mark[]} marks @param {(string | null)[]} members */
  #ours(marks, members) {
    return marks.filter(({ member }) => members[member] === this.members[0]);
  }

  /** @param {SnapshotHeader[]} snapshots @param {(string | null)[]} members @param {Arrays} arrays */
  #keep(snapshots, members, arrays) {
    const places = this.members.map((run) => members.indexOf(run));
    for (const { name, step, array } of snapshots) {
      const all = arrays.get(array);
      if (!all) continue;
      const shape = all.shape.slice(1);
      const size = shape.reduce((product, one) => product * one, 1);
      const kept = this.#snapshots.get(name) ?? new Map();
      kept.set(step, places.map((at) => ({ shape, values: all.values.slice(at * size, (at + 1) * size) })));
      if (kept.size > KEPT_SNAPSHOTS) kept.delete(kept.keys().next().value);
      this.#snapshots.set(name, kept);
      this.#saw(name, step);
    }
  }

  /** There is a snapshot of that name at a step. @param {string} name @param {number} step */
  #saw(name, step) {
    const steps = (this.#snapshotSteps[name] ??= []);
    if (!steps.includes(step)) steps.push(step);
    this.#snapshotSteps[name] = steps.sort((a, b) => a - b);
    this.lastStep = Math.max(this.lastStep, step);
  }
}
