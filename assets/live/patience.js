/** How long this page waits for a word of the server before it takes the line for dead; the server says so. */

let milliseconds = 15_000;

/** @param {number} [seconds] */
export function wait(seconds) {
  if (seconds) milliseconds = 1000 * seconds;
}

/** Milliseconds without a word after which a line is dead. */
export const silence = () => milliseconds;

/** Milliseconds that an answer may take, which other words do not announce. */
export const answer = () => 2 * milliseconds;
