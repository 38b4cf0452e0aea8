/** What an open question is about is not shown before its answer; where curves wait, the plot says so. */

/** @import { Binding, Figure, Layout, Roles } from "./types" */

/** The same words as in `lab.share.veil`: an empty plot would look broken. */
const WAITING = "shown after your answer";

/** Whether an open question keeps back what a binding shows. @param {Binding} binding @param {string[]} veil */
export function kept(binding, veil) {
  const { kind, y, array, z, name, asked } = /** @type {{ kind: string, y?: string, array?: string, z?: string, name?: string, asked?: object }} */ (binding);
  return !asked && (veil.includes(z ?? array ?? y ?? "") || veil.includes(name ?? "") || (kind === "exponent" && veil.length > 0));
}

/** The layout's annotations without those that would tell. @param {Layout} layout @param {string[]} veil @returns {object[]} */
export function veiled({ annotations = [] }, veil) {
  return annotations.filter((one) => !veil.includes(/** @type {{ name?: string }} */ (one).name ?? ""));
}

/** @param {Figure} figure @param {string[]} veil columns @param {Roles} roles @returns {object[]} annotations */
export function waiting({ bindings, traces }, veil, { page }) {
  const hidden = bindings.flatMap((one) => (one.kind === "line" && veil.includes(one.y) ? [traces[one.trace]] : []));
  const axes = new Map(hidden.map(({ yaxis = "y", xaxis = "x" }) => [yaxis, xaxis]));
  const middle = { x: 0.5, xanchor: "center", y: 0.75, yanchor: "middle", showarrow: false, bgcolor: page };
  return [...axes].map(([y, x]) => ({ text: WAITING, xref: `${x} domain`, yref: `${y} domain`, ...middle }));
}
