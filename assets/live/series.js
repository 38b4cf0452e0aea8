/** One growing curve of one member: points in the order of their steps, cut and thinned for the view. */

/** @import { Numbers } from "./types" */

export const MAXIMUM_POINTS = 4000;

export class Series {
  length = 0;
  step = new Float64Array(1024);
  x = this.step;
  y = new Float64Array(1024);
  /** Smallest and largest finite y so far, and decades of the smallest and largest positive one. */
  extent = [Infinity, -Infinity];
  decades = [Infinity, -Infinity];

  /** @param {boolean} ownX whether x is something else than the step */
  constructor(ownX) {
    if (ownX) this.x = new Float64Array(1024);
  }

  /** @param {number} step @param {number} x @param {number} y */
  push(step, x, y) {
    if (this.length === this.y.length) this.#grow();
    this.step[this.length] = step;
    this.x[this.length] = x;
    this.y[this.length] = y;
    this.length += 1;
    if (!Number.isFinite(y)) return;
    widen(this.extent, y);
    if (y > 0) widen(this.decades, Math.log10(y));
  }

  /** Put these points in the place of all with steps from … to. @param {Numbers} step @param {Numbers} x @param {Numbers} y @param {number} from @param {number} to */
  replace(step, x, y, from = -Infinity, to = Infinity) {
    const after = this.upto(to);
    const [steps, xs, ys] = [this.step, this.x, this.y].map((kept) => kept.slice(after, this.length));
    this.length = Math.min(after, this.upto(from, false));
    for (let i = 0; i < y.length; i += 1) this.push(step[i], x[i], y[i]);
    for (let i = 0; i < ys.length; i += 1) this.push(steps[i], xs[i], ys[i]);
  }

  /** How many points have a step at or before `step` (or before it), by bisection. @param {number} step */
  upto(step, inclusive = true) {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.step[middle] < step || (inclusive && this.step[middle] === step)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the last point with a number at or before `step`, or -1. @param {number} step */
  last(step) {
    let at = this.upto(step) - 1;
    while (at >= 0 && !Number.isFinite(this.y[at])) at -= 1;
    return at;
  }

  /** The last value at or before `step`. @param {number} step */
  at(step) {
    return this.y[this.upto(step) - 1] ?? NaN;
  }

  /** The points up to `step` inside a window of steps, at most `points` of them. @param {number} step @param {[number, number] | null} window @param {number} points */
  shown(step, window, points) {
    const end = Math.min(this.upto(step), window ? this.upto(window[1]) + 1 : Infinity);
    const start = window ? Math.max(0, this.upto(window[0]) - 1) : 0;
    const [x, y] = [this.x.subarray(start, end), this.y.subarray(start, end)];
    return y.length > points ? thin(x, y, points) : { x, y };
  }

  #grow() {
    const own = this.x !== this.step;
    [this.step, this.y] = [doubled(this.step), doubled(this.y)];
    this.x = own ? doubled(this.x) : this.step;
  }
}

/** @param {number[]} range @param {number} value */
function widen(range, value) {
  if (value < range[0]) range[0] = value;
  if (value > range[1]) range[1] = value;
}

/** @param {Float64Array} values */
function doubled(values) {
  const bigger = new Float64Array(2 * values.length);
  bigger.set(values);
  return bigger;
}

/**
 * The first smallest and largest point of each bucket, the smallest that a log axis shows, the first and last
 * that is no number, and the extremes of an x that does not ascend: no spike and no dip vanishes, and a curve that
 * broke shows where. Buckets are powers of two, so that they stand still while the curve grows.
 * `lab.runs.read.decimation` keeps the same points.
 * @param {Float64Array} x
 * @param {Float64Array} y
 * @param {number} points
 */
export function thin(x, y, points) {
  const size = 2 ** Math.ceil(Math.log2((2 * y.length) / points));
  const turns = turnsBack(x);
  /** @type {number[]} */
  const picked = [];
  for (let start = 0; start < y.length; start += size) {
    const end = Math.min(start + size, y.length);
    picked.push(...[...new Set([...telling(y, start, end), ...(turns ? extremes(x, start, end) : [])])].sort((a, b) => a - b));
  }
  if (picked.at(-1) !== y.length - 1) picked.push(y.length - 1);
  return { x: Float64Array.from(picked, (i) => x[i]), y: Float64Array.from(picked, (i) => y[i]) };
}

/** Whether values do not ascend. @param {Float64Array} x */
function turnsBack(x) {
  for (let i = 1; i < x.length; i += 1) if (!(x[i] >= x[i - 1])) return true;
  return false;
}

/** Of the points from `start` to before `end`: extremes, the smallest positive one, the first and last that is no number. @param {Float64Array} y @param {number} start @param {number} end */
function telling(y, start, end) {
  let [low, high, dip, broken, mended] = [-1, -1, -1, -1, -1];
  for (let i = start; i < end; i += 1) {
    if (!Number.isFinite(y[i])) [broken, mended] = [broken < 0 ? i : broken, i];
    else {
      if (low < 0 || y[i] < y[low]) low = i;
      if (high < 0 || y[i] > y[high]) high = i;
      if (y[i] > 0 && (dip < 0 || y[i] < y[dip])) dip = i;
    }
  }
  return [low, high, dip, broken, mended].filter((i) => i >= 0);
}

/** The places of the smallest and largest number. @param {Float64Array} values @param {number} start @param {number} end */
function extremes(values, start, end) {
  let [low, high] = [-1, -1];
  for (let i = start; i < end; i += 1) {
    if (!Number.isFinite(values[i])) continue;
    if (low < 0 || values[i] < values[low]) low = i;
    if (high < 0 || values[i] > values[high]) high = i;
  }
  return [low, high].filter((i) => i >= 0);
}

/** What a log axis has a place for; plotly loses the text of points before and after one that has none. @param {{ x: Float64Array, y: Float64Array }} part */
export function positive({ x, y }) {
  const from = x.findIndex((one) => one > 0);
  return from > 0 ? { x: x.subarray(from), y: y.subarray(from) } : { x, y };
}

/** Several curves as one, with a gap between each two. @param {{ x: Float64Array, y: Float64Array }[]} parts */
export function joined(parts) {
  if (parts.length === 1) return parts[0];
  const gapped = (/** @type {"x" | "y"} */ name) => Float64Array.from(parts.flatMap((part, i) => [...(i ? [NaN] : []), ...part[name]]));
  return { x: gapped("x"), y: gapped("y") };
}

/** Those points that have a number. @param {{ x: Float64Array, y: Float64Array }} points */
export function finite({ x, y }) {
  const seen = (/** @type {number} */ _, /** @type {number} */ i) => Number.isFinite(y[i]);
  return { x: x.filter(seen), y: y.filter(seen) };
}
