/** Power laws: a straight line in logarithms through points, those at one x counted as their geometric mean. */

import { minus } from "./numbers.js";

/** @param {{ x: number, y: number }[]} points all positive @returns {{ x: number[], y: number[], slope: number } | null} */
export function fitted(points) {
  /** @type {Map<number, number[]>} */
  const at = new Map();
  for (const { x, y } of points) at.set(Math.log(x), [...(at.get(Math.log(x)) ?? []), Math.log(y)]);
  if (at.size < 2) return null;
  const average = (/** @type {number[]} */ values) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const means = [...at].map(([x, ys]) => [x, average(ys)]);
  const [x0, y0] = [0, 1].map((i) => average(means.map((one) => one[i])));
  const slope = means.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / means.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  const ends = [Math.min(...at.keys()), Math.max(...at.keys())];
  return { x: ends.map(Math.exp), y: ends.map((x) => Math.exp(y0 + slope * (x - x0))), slope };
}

/** A slope in words. @param {number} slope */
export const slopeText = (slope) => minus(slope.toFixed(2).replace("-0.00", "0.00"));
