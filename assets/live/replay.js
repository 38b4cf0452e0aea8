/** A replay: the live figure in a page of its own, fed from the page itself. */

/** @import { Data } from "./types" */

import { element } from "./dom.js";
import { show } from "./main.js";
import { begin, marks } from "./replay-server.js";

const read = (/** @type {string} */ id) => document.getElementById(id)?.textContent ?? "";
/** @type {Data} */
const data = JSON.parse(read("lab-data"));
await begin(read("lab-rows"));
show(/** @type {HTMLElement} */ (document.getElementById("lab-replay")), data, () => {});

/** The moments as far as the figure shows them: never more than it does. */
function tell() {
  const scrub = /** @type {HTMLInputElement | null} */ (document.querySelector(".lab-scrub input"));
  const known = marks(Number(scrub?.dataset.step ?? 0));
  const rows = known.flatMap(({ name, at }) => [element("dt", {}, name), element("dd", {}, `step ${at}`)]);
  document.getElementById("lab-moments")?.replaceChildren(...rows);
}
document.addEventListener("input", tell);
document.addEventListener("toggle", tell, true);
