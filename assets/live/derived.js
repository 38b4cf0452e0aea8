/** What bindings show that is computed here from an array: one of its entries, cosines. */

/** @import { NumberArray, Stop } from "./types" */

import { minus } from "./numbers.js";

/** Directions of a matrix of cosines, at most. */
const DIRECTIONS = 100;

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

/** The part of an array at a place of its first axis. @param {NumberArray} array @param {number} at @returns {NumberArray} */
export function part({ shape: [, ...shape], values }, at) {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: values.subarray(at * size, (at + 1) * size) };
}
