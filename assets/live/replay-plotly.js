/** The drawing library of a file that is complete in itself. */

/** @import { Plotly } from "./types" */

import { unpacked } from "./packed.js";

/** @param {string} _address @returns {Promise<Plotly>} */
export function plotly(_address) {
  window.labPlotly ??= (async () => {
    const packed = document.getElementById("lab-plotly")?.textContent ?? "";
    const script = document.createElement("script");
    script.textContent = new TextDecoder().decode(await unpacked(packed));
    document.head.append(script);
    return /** @type {Plotly} */ (window.Plotly);
  })();
  return window.labPlotly;
}

/** The style sheet lies in the page. */
export const styles = () => Promise.resolve();
