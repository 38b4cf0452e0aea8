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
let sheet;

/** The style sheet that lies beside this module. */
export function styles() {
  sheet ??= new Promise((ready) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("style.css", import.meta.url).href;
    link.onload = link.onerror = ready;
    document.head.append(link);
  });
  return sheet;
}
