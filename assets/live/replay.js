/** A replay: the live figure in a page of its own, fed from the page itself. */

/** @import { Data } from "./types" */

import { element } from "./dom.js";
import { show } from "./main.js";
import { begin, marks } from "./replay-server.js";

const read = (/** @type {string} */ id) => document.getElementById(id)?.textContent ?? "";
/** @type {Data} */
const data = JSON.parse(read("lab-data"));
await begin(read("lab-rows"));
const place = /** @type {HTMLElement} */ (document.getElementById("lab-replay"));
place.replaceChildren();
show(place, data, () => {});

/** The moments as far as the figure shows them: never more than it does. */
function tell() {
  const scrub = /** @type {HTMLInputElement | null} */ (document.querySelector(".lab-scrub input"));
  const moments = document.getElementById("lab-moments");
  const known = marks(Number(scrub?.dataset.step ?? 0));
  if (moments?.childElementCount === 2 * known.length) return;
  const rows = known.flatMap(({ name, at }) => [element("dt", {}, name), element("dd", {}, `step ${at}`)]);
  moments?.replaceChildren(...rows);
}
new MutationObserver(tell).observe(document.body, { subtree: true, attributeFilter: ["data-step"] });
