/** What a figure shows in numbers: mark, name and value of each curve, so that it is the legend as well. */

import { element, svg, write } from "./dom.js";

/** Box of a mark, px. */
const [WIDE, HIGH] = [22, 10];

/** A curve's latest value; or words. @typedef {string | { name: string, value: string, line: { color?: string, width?: number, dash?: string }, dots: boolean }} Reading */

export class Legend {
  element = element("output", { className: "lab-readout" });
  #drawn = "";

  /** @param {Reading[]} readings */
  show(readings) {
    const kinds = JSON.stringify(readings.map((one) => (typeof one === "string" ? "" : { ...one, value: "" })));
    if (kinds !== this.#drawn) this.element.replaceChildren(...readings.map(row));
    this.#drawn = kinds;
    readings.forEach((one, i) => {
      const rows = /** @type {HTMLElement} */ (this.element.children[i]);
      write(/** @type {HTMLElement} */ (rows.querySelector("b") ?? rows), typeof one === "string" ? one : one.value);
    });
  }
}

/** @param {Reading} reading */
function row(reading) {
  if (typeof reading === "string") return element("p", { className: "lab-said" });
  const { name, line, dots } = reading;
  return element("p", {}, mark(line, dots), element("span", {}, `${name} `), element("b"));
}

/** A piece of the curve as it is drawn. @param {{ color?: string, width?: number, dash?: string }} line @param {boolean} dots */
function mark({ color = "currentColor", width = 2, dash = "" }, dots) {
  const stroke = { stroke: color, "stroke-width": width, "stroke-dasharray": { dash: "6 4", dot: "2 3.5", dashdot: "6 3 2 3" }[dash] ?? dash.replaceAll("px", "") };
  const drawn = dots ? svg("circle", { cx: WIDE / 2, cy: HIGH / 2, r: 4, fill: color }) : svg("path", { d: `M1 ${HIGH / 2}H${WIDE - 1}`, fill: "none", ...stroke });
  return svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true" }, drawn);
}
