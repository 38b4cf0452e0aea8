/** What an open question is about is not shown before its answer; where curves wait, the plot says so. */

/** @import { Binding, Figure, Layout, Line, Roles, Snapshot } from "./types" */

/** The same words as in `lab.figures.veil`, on two lines in the small plots of a snapshot: empty, they would look broken. */
const WAITING = "shown after your answer";
const BROKEN = "shown after<br>your answer";

/** Whether an open question keeps back what a binding shows. @param {Binding} binding @param {string[]} veil */
export function kept(binding, veil) {
  const { kind, y, array, z, name, asked } = /** @type {{ kind: string, y?: string, array?: string, z?: string, name?: string, asked?: object }} */ (binding);
  return !asked && (veil.includes(z ?? array ?? y ?? "") || veil.includes(name ?? "") || (kind === "exponent" && veil.length > 0));
}

/** The layout's annotations without those that would tell. @param {Layout} layout @param {string[]} veil @returns {object[]} */
export function veiled({ annotations = [] }, veil) {
  return annotations.filter((one) => !veil.includes(/** @type {{ name?: string }} */ (one).name ?? ""));
}

/** @param {Figure} figure @param {string[]} veil columns and arrays @param {Roles} roles @returns {object[]} annotations */
export function waiting({ bindings, traces }, veil, { page }) {
  const hidden = bindings.filter((one) => waits(one, veil));
  const axes = new Map(hidden.map(({ kind, trace }) => [traces[trace].yaxis ?? "y", { x: traces[trace].xaxis ?? "x", kind }]));
  const middle = { x: 0.5, xanchor: "center", yanchor: "middle", showarrow: false, bgcolor: page };
  return [...axes].map(([y, { x, kind }]) => {
    const said = kind === "line" ? { text: WAITING, y: 0.75 } : { text: BROKEN, y: 0.5 };
    return { ...said, xref: `${x} domain`, yref: `${y} domain`, ...middle };
  });
}

/** Whether a binding's heights are kept back. @param {Binding} one @param {string[]} veil @returns {one is Line | Snapshot} */
function waits(one, veil) {
  return (one.kind === "line" && veil.includes(one.y)) || (one.kind === "snapshot" && one.into === "y" && veil.includes(one.array));
}
