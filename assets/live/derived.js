/** What bindings show that is computed here from a few numbers: exponents, entries of an array, cosines. */

/** @import { NumberArray, Stop } from "./types" */
/** @import { Group } from "./members.js" */

/** Directions of a matrix of cosines, at most. */
const DIRECTIONS = 100;

/** The least-squares slope of log y over log x, at the last point; null below three points. @param {Group[]} groups */
export function exponent(groups) {
  const shown = groups.filter(({ x, value }) => Number(x) > 0 && value > 0);
  if (shown.length < 3) return null;
  const [xs, ys] = [shown.map(({ x }) => Math.log(Number(x))), shown.map(({ value }) => Math.log(value))];
  const [mx, my] = [xs, ys].map((values) => values.reduce((sum, one) => sum + one, 0) / values.length);
  const spread = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  const slope = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i] - my), 0) / spread;
  const { x, value } = shown[shown.length - 1];
  return { x: [x], y: [value], text: [`\u2002${minus(slope.toFixed(2))}`] };
}

/** A stop's entry in an array, as one point with its words. @param {NumberArray} array @param {Stop[]} stops @param {number | string | undefined} picked @param {string} text */
export function entry({ values }, stops, picked, text) {
  const at = Math.max(0, stops.findIndex(({ value }) => value === picked));
  const said = text.replace("{entry}", minus(String(values[at]))).replace("{sum}", minus(String(Number(stops[at].value) + values[at])));
  return { x: [stops[at].at], y: [values[at]], text: [said] };
}

/** Cosines between directions in degrees, in the order of their angle. @param {NumberArray} array @returns {Float64Array[]} */
export function cosines({ values }) {
  const sorted = Float64Array.from(values).sort();
  const few = sorted.filter((_, i) => i % Math.ceil(sorted.length / DIRECTIONS) === 0);
  return Array.from(few, (one) => few.map((other) => Math.cos(((one - other) * Math.PI) / 180)));
}

/** @param {string} number */
function minus(number) {
  return number.replace("-", "−");
}
