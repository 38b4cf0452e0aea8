/** What has happened to the runs of a family, in words. */

/** @import { Offers, Relative } from "./types" */

import { three, whole } from "./numbers.js";

/** A change in words: `ε = 0.1`. @param {string} name @param {unknown} value @param {Offers | null} [offers] */
export function change(name, value, offers) {
  const field = offers?.fields.find((one) => one.name === name);
  const action = offers?.actions.find((one) => one.name === name);
  if (action) return action.title;
  return `${field?.symbol || field?.label || name} = ${typeof value === "number" ? short(value) : value}`;
}

/** A setting as a person would write it. @param {number} value */
const short = (value) => (Number(value.toPrecision(4)) === value ? String(value) : three(value));

/** What happened to a relative. @param {Relative} relative @param {Offers | null} [offers] */
export function changed({ at, set }, offers) {
  return at === null ? "the first run" : Object.entries(set).map(([name, value]) => change(name, value, offers)).join(", ");
}

/** What happened to a relative, and when. @param {Relative} relative @param {Offers | null} [offers] */
export const told = (relative, offers) => changed(relative, offers) + (relative.at === null ? "" : ` at ${whole(relative.at)}`);
