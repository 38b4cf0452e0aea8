/** What the ring shows, and its signs, below it: those of forms and rights always, the others where they are drawn. */

/** @import { Graph, Trace } from "../../types" */
/** @import { Drawn } from "./ring.js" */

import { element, svg } from "../../dom.js";
import { drawn as look } from "./pen.js";

const RING = "Each dot is a memory beside the agent that owns it; inward stands the form in which it is read.";
const FORMS = /** @type {[string, string][]} */ ([["now", "its text"], ["kv", "a cache: quick, large"], ["sparse", "a sparse cache: quick, small"], ["lora", "weights trained on it"]]);
const RIGHTS = /** @type {[string, string][]} */ ([["owner", "owns it"], ["reader", "may read it"]]);
const RARE = /** @type {[string, string][]} */ ([["refusal", "refused"], ["gone", "deleted"], ["frozen", "frozen"], ["chain", "older version"], ["source", "heard again"], ["conflict", "contradicted"]]);

export class Key {
  #signs = element("div");
  element = element("div", { className: "lab-key" }, element("p", {}, RING), this.#signs);
  #drawn = "";

  /** @param {Graph} binding @param {Trace[]} traces @param {Drawn} drawn */
  show({ lines, points }, traces, drawn) {
    const rare = RARE.filter(([what]) => drawn.points.has(what) || drawn.lines.has(what));
    const now = JSON.stringify([rare, traces[lines.owner].line, /** @type {any} */ (traces[points.now].marker).color]);
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
    this.#signs.replaceChildren(...[...FORMS, ...RIGHTS, ...rare].map(([what, text]) => element("span", {}, sign(what), text)));
  }
}
