/** The jumps of a training so far: when the curvature crossed its limit, how many steps ahead, how high it went. */

/** @import { Session } from "../../session.js" */

import { element } from "../../dom.js";
import { three, whole } from "../../numbers.js";

const HEAD = ["crossed at", "warning", "loss jumped"];

export class Warned {
  #rows = element("tbody");
  element = element("section", { className: "lab-warned", hidden: true }, element("table", {}, element("thead", {}, element("tr", {}, ...HEAD.map((name) => element("th", { scope: "col" }, name)))), this.#rows));
  #drawn = "";

  /** The jumps that are known at the step shown, the last first. @param {Session} session */
  show({ run, clock, id }) {
    const jumps = run.marks.filter(({ name, step }) => /^spike-\d+$/.test(name) && step <= clock.at).reverse();
    const drawn = [id, jumps.length].join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.hidden = !jumps.length;
    this.#rows.replaceChildren(...jumps.map(({ at, values }) => {
      const { crossing, height } = /** @type {Record<string, number | undefined>} */ (values);
      const known = crossing !== undefined;
      const cells = [known ? whole(crossing) : "no crossing", known ? `${whole(at - crossing)} steps` : "none", `×${three(height ?? NaN)}`];
      return element("tr", {}, ...cells.map((text) => element("td", {}, text)));
    }));
  }
}
