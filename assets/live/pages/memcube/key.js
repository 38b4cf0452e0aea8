/** What the signs of the ring mean, in two lines below it. */

/** @import { Graph, Trace } from "../../types" */
/** @import { Drawn } from "./ring.js" */

import { element, svg } from "../../dom.js";
import { drawn as look } from "./pen.js";

const FORMS = /** @type {[string, string][]} */ ([["now", "text, read anew"], ["kv", "cache, bulky"], ["sparse", "sparse cache"], ["lora", "weights"]]);
const LINKS = /** @type {[string, string][]} */ ([["chain", "older version"], ["source", "heard again"], ["owner", "owned by"], ["reader", "shared with"], ["refusal", "conflict, refused"], ["frozen", "frozen"], ["gone", "deleted"]]);

export class Key {
  element = element("div", { className: "lab-key" });
  #drawn = "";

  /** @param {Graph} binding @param {Trace[]} traces @param {Drawn} drawn */
  show({ lines, points }, traces, drawn) {
    const none = drawn.points.has("lora") ? "" : " (none here)";
    const now = JSON.stringify([none, traces[lines.owner].line, /** @type {any} */ (traces[points.now].marker).color]);
    if (now === this.#drawn) return;
    this.#drawn = now;
    const spot = (/** @type {string} */ what, /** @type {number} */ x, /** @type {number} */ size) => {
      const trace = traces[points[what]];
      return look({ ...trace, x: [x], y: [0], marker: { .../** @type {object} */ (trace.marker), size } }, (at) => [at, 7]);
    };
    const line = (/** @type {string} */ what) => /** @type {Record<string, string | number>} */ ({ ...look({ ...traces[lines[what]], x: [0, 28], y: [0, 0] }, (at) => [at, 7]), opacity: 1 });
    const sign = (/** @type {string} */ what) => {
      const paths = what in points ? [spot(what, 14, what === "frozen" ? 12 : 9)] : [line(what)];
      if (what === "frozen") paths.push(spot("now", 14, 6));
      if (what === "chain") paths.push(spot("past", 22, 8));
      return svg("svg", { width: 28, height: 14, "aria-hidden": "true" }, ...paths.map((path) => svg("path", path)));
    };
    const entries = (/** @type {[string, string][]} */ all) => all.map(([what, text]) => element("span", {}, sign(what), `${text}${what === "lora" ? none : ""}`));
    this.element.replaceChildren(element("div", {}, ...entries(FORMS)), element("div", {}, ...entries(LINKS)));
  }
}
