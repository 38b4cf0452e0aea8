/** What each rule has paid up to the step, as bars: the ends of the curves of which the run is read. */

/** @import { Line } from "../../types" */
/** @import { Session } from "../../session.js" */

import { curveOf } from "../../bindings.js";
import { element } from "../../dom.js";
import { chosen } from "../../members.js";
import { three } from "../../numbers.js";

export class Paid {
  #rows = element("dl");
  element = element("section", { className: "lab-paid", hidden: true }, element("p", { className: "lab-hint" }, "work paid, × the least possible"), this.#rows);
  #drawn = "";

  /** @param {Session} session @param {number} step */
  show({ data, run, veil }, step) {
    const lines = /** @type {(Line & { role: string })[]} */ (data.figures.flatMap(({ bindings, traces }) =>
      bindings.flatMap((one) => (one.kind === "line" && one.over && one.name ? [{ ...one, role: `${traces[one.trace].line?.color}`.slice(1) }] : []))));
    const rules = lines.map(({ name, role, where, ...line }) => {
      const series = run.series(curveOf({ name, where, ...line }))[chosen(data.members, where)[0]];
      return { name, role, value: veil.includes(name) ? NaN : (series?.at(step) ?? NaN) };
    });
    this.element.hidden = rules.length < 2 || rules.every(({ name, value }) => Number.isNaN(value) && !veil.includes(name));
    const drawn = JSON.stringify(rules);
    if (this.element.hidden || drawn === this.#drawn) return;
    this.#drawn = drawn;
    const most = Math.max(...rules.map(({ value }) => value || 0));
    this.#rows.replaceChildren(...rules.flatMap(({ name, role, value }) => {
      const bar = element("i");
      bar.style.cssText = `--share:${Number.isNaN(value) ? 1 : value / most};--role:var(--lab-${role})`;
      bar.dataset.asked = String(Number.isNaN(value));
      return [element("dt", {}, name), element("dd", {}, bar, element("b", {}, Number.isNaN(value) ? "?" : three(value)))];
    }));
  }
}
