/** The drawing library: one classic script a tab, however many figures ask for it. */

/** @import { Plotly } from "./types" */

import { at } from "./base.js";
import { Refusal } from "./server.js";

/** @param {string} address @returns {Promise<Plotly>} */
export function plotly(address) {
  window.labPlotly ??= new Promise((ready, failed) => {
    const script = document.createElement("script");
    script.src = at(address);
    script.onload = () => ready(/** @type {Plotly} */ (window.Plotly));
    script.onerror = () => failed(new Refusal("The drawing library did not load; reload the page."));
    document.head.append(script);
  });
  return window.labPlotly;
}

/** @type {Promise<unknown> | undefined} */
let sheets;

/** The style sheets that lie beside this module. */
export function styles() {
  sheets ??= Promise.all(["style.css", "frame.css"].map(sheet));
  return sheets;
}

/** @param {string} name */
function sheet(name) {
  return new Promise((ready) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(name, import.meta.url).href;
    link.onload = link.onerror = ready;
    document.head.append(link);
  });
}
