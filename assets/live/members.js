/** The members of a set as points and cells: which ones a binding means, and what stands for several of them. */

/** @import { Member, NumberArray, Where } from "./types" */

/** @typedef {{ x: number | string, y: number | string, value: number, members: number[] }} Group members that share a place, and what they show */

/** The members with these coordinates, or with one of several values of a coordinate, by their numbers. @param {Member[]} members @param {Where} where */
export function chosen(members, where) {
  const wanted = Object.entries(where).map(([name, value]) => /** @type {const} */ ([name, [value].flat()]));
  return members.flatMap(({ coordinates }, m) => (wanted.every(([name, values]) => values.includes(coordinates[name])) ? [m] : []));
}

/** The values of a coordinate, each once: numbers by their size, then words by their letters. @param {Member[]} members @param {string} name */
export function valuesOf(members, name) {
  const values = [...new Set(members.map(({ coordinates }) => coordinates[name]))];
  const word = (/** @type {number | string} */ value) => Number(typeof value === "string");
  return values.sort((a, b) => word(a) - word(b) || (a < b ? -1 : Number(a > b)));
}

/** The mean of those that are numbers, NaN where there is none. @param {number[]} values */
export function mean(values) {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, one) => sum + one, 0) / finite.length;
}

/**
 * One group a member, or with `together` one for all members at the same place.
 * @param {Member[]} members
 * @param {number[]} which their numbers
 * @param {[string, string]} axes the coordinates that are its place
 * @param {number[]} values one a member
 * @param {boolean} together
 * @returns {Group[]}
 */
export function grouped(members, which, axes, values, together) {
  const place = (/** @type {number} */ m) => axes.map((name) => members[m].coordinates[name]);
  /** @type {Map<string, number[]>} */
  const places = new Map();
  for (const m of which) {
    const key = together ? JSON.stringify(place(m)) : String(m);
    places.set(key, [...(places.get(key) ?? []), m]);
  }
  return [...places.values()].map((of) => {
    const [x, y] = place(of[0]);
    return { x, y, value: mean(of.map((m) => values[m])), members: of };
  });
}

/** The mean of arrays of one shape; one alone stays as it is. @param {NumberArray[]} arrays @returns {NumberArray | undefined} */
export function averaged(arrays) {
  const [first, ...others] = arrays.filter(({ values }) => values.length);
  if (!others.length) return first;
  const values = Float64Array.from(first.values, (value, i) => others.reduce((sum, one) => sum + one.values[i], value) / (others.length + 1));
  return { shape: first.shape, values };
}
