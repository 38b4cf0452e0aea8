/** What the ring shows, and its signs, beside it or below: all of them from the beginning, so that nothing moves. */

/** @import { Graph, Trace } from "../../types" */

import { element, svg } from "../../dom.js";
import { drawn as look } from "./pen.js";

const RING = "A dot is what is known of one person, beside the agent that owns it; the larger, the more often asked for. Inward: a quicker form of it.";
const FORMS = /** @type {[string, string][]} */ ([["now", "its text"], ["kv", "cache: what reading it left"], ["sparse", "sparse cache: a small part"], ["lora", "weights trained on it"]]);
const LINES = /** @type {[string, string][]} */ ([["owner", "owns"], ["reader", "may read"], ["refusal", "refused"]]);
const HISTORY = /** @type {[string, string][]} */ ([["gone", "deleted"], ["frozen", "frozen"], ["chain", "older version"], ["source", "told again"], ["conflict", "contradicted"]]);

export class Key {
  #signs = element("div");
  element = element("div", { className: "lab-key" }, element("p", {}, RING), this.#signs);
  #drawn = "";

  /** @param {Graph} binding @param {Trace[]} traces */
  show({ lines, points }, traces) {
    const now = JSON.stringify([traces[lines.owner].line, /** @type {any} */ (traces[points.now].marker).color]);
    if (now === this.#drawn) return;
    this.#drawn = now;
    const spot = (/** @type {string} */ what, /** @type {number} */ x, /** @type {number} */ size) => {
      const trace = traces[points[what]];
      return look({ ...trace, x: [x], y: [0], marker: { .../** @type {object} */ (trace.marker), size } }, (at) => [at, 7]);
    };
    const line = (/** @type {string} */ what) => /** @type {Record<string, string | number>} */ ({ ...look({ ...traces[lines[what]], x: [0, 28], y: [0, 0] }, (at) => [at, 7]), opacity: 1 });
    const sign = (/** @type {string} */ what) => {
      const alone = what in points;
      const paths = alone ? [spot(what, 7, what === "frozen" ? 12 : 9)] : [line(what)];
      if (what === "frozen") paths.push(spot("now", 7, 6));
      if (what === "chain") paths.push(spot("past", 22, 8));
      return svg("svg", { width: alone ? 14 : 28, height: 14, "aria-hidden": "true" }, ...paths.map((path) => svg("path", path)));
    };
    this.#signs.replaceChildren(...[...FORMS, ...LINES, ...HISTORY].map(([what, text]) => element("span", {}, sign(what), text)));
  }
}
