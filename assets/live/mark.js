/** The mark of each outcome, in ink: they differ in shape alone, never in colour. */

const TICK = "M4.9 11.1l3.9 3.9 6.4-7.3-1.6-1.4-4.9 5.7-2.4-2.3z";
const RING = '<circle cx="10" cy="10" r="8.1" fill="none" stroke="currentColor" stroke-width="1.8"/>';
const DOTS =
  '<circle cx="10" cy="10" r="8.1" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-dasharray="0 4.24"/>';

/** @param {string} outline with the tick cut out of it */
const ticked = (outline) => `<path fill="currentColor" fill-rule="evenodd" d="${outline}${TICK}"/>`;

/** In a box of 20 × 20. @type {Record<string, string>} */
const MARKS = {
  holds: ticked("M1 10a9 9 0 0 1 18 0 9 9 0 0 1-18 0z"),
  "does not hold": `${RING}<path stroke="currentColor" stroke-width="1.8" d="M4.3 15.7L15.7 4.3"/>`,
  undecided: `${RING}<path fill="currentColor" d="M10 1.9a8.1 8.1 0 0 0 0 16.2z"/>`,
  checked: ticked("M4 1.5h12a2.5 2.5 0 0 1 2.5 2.5v12a2.5 2.5 0 0 1-2.5 2.5h-12a2.5 2.5 0 0 1-2.5-2.5v-12a2.5 2.5 0 0 1 2.5-2.5z"),
  "not observed": DOTS,
  "not testable": DOTS,
};

/** SVG of an outcome's mark, which has its name; its size is a matter of style sheets. @param {string} outcome */
export function mark(outcome) {
  return `<svg class="lab-mark" viewBox="0 0 20 20" role="img" aria-label="${outcome}">${MARKS[outcome] ?? DOTS}</svg>`;
}
