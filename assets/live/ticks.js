/** Log axes: a few plain numbers, and what it means to go from one line to the next. */

import { minus, power, THIN } from "./numbers.js";

/** What a number may be multiplied by from line to line, and how many lines there are at most. */
const [FACTORS, MOST] = [[2, 4, 10, 100, 1000, 1e4, 1e6, 1e9, 1e12, 1e20, 1e50, 1e100, 1e200], 5];
/** Numbers that are written in full. */
const [SMALL, LARGE] = [1e-4, 1e6];

/** @typedef {{ values: number[], texts: string[], factor: number }} Lines */

/** The lines of a range in decades; with `powers` at powers of ten alone. @param {[number, number]} range @param {boolean} [powers] @param {number} [most] @returns {Lines} */
export function lines([low, high], powers = false, most = MOST) {
  const usable = powers ? FACTORS.filter((factor) => factor >= 10) : FACTORS;
  const between = usable.map((factor) => ({ factor, at: multiples(low, high, Math.log10(factor)) }));
  const { factor, at } = between.find((one) => one.at.length <= most) ?? between[between.length - 1];
  const values = at.map((decade) => Number((10 ** decade).toPrecision(6))).filter((value) => value > 0 && Number.isFinite(value));
  return { values, texts: values.map(written), factor };
}

/** Those of a power of ten, a step apart, that lie in a range. @param {number} low @param {number} high @param {number} step */
function multiples(low, high, step) {
  const middle = step < 1 ? Math.round((low + high) / 2) : 0;
  const [first, last] = [Math.ceil((low - middle) / step - 1e-9), Math.floor((high - middle) / step + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => middle + (first + i) * step);
}

/** @param {number} value */
function written(value) {
  if (value < SMALL || value >= LARGE) return power(value);
  const [whole, part] = String(Number(value.toPrecision(3))).split(".");
  return minus(whole.replace(/\B(?=(\d{3})+$)/g, THIN)) + (part ? `.${part}` : "");
}

/** In words, what a line is to the one below. @param {number} factor */
export const each = (factor) => `each line ×${factor < LARGE ? written(factor) : power(factor)}`;
