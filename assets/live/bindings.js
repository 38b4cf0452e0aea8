/** The kinds of bindings: a module each under bindings/, loaded where a figure of the page has it. */

/** @import { Binding, Figure } from "./types" */
/** @import { Curve } from "./run.js" */
/** @import { Sheet } from "./sheet.js" */

import { Refusal } from "./server.js";

/**
 * What a kind's module has; `fill` alone it must have. A part is what `mount` has put beside the plot.
 * @typedef {{
 *   fill(binding: any, sheet: Sheet, part?: any): void,
 *   curve?(binding: any): Curve,
 *   veiled?(binding: any, veil: string[]): Binding | null,
 *   waits?(binding: any, veil: string[]): Waiting | null,
 *   covers?(binding: any, veil: string[]): number[],
 *   reserve?(binding: any, sheet: Sheet): void,
 *   mount?(figure: import("./figure.js").LiveFigure, binding: any): Part,
 *   closely?(session: () => import("./session.js").Session, open: (parameters: Record<string, string>) => void): Closely,
 *   moves?: boolean,
 * }} Kind
 *
 * `curve`: the columns that are read for it. `veiled`: what is shown of it while a question keeps names back.
 * `waits`: what its panel says then. `covers`: traces that are not seen then. `reserve`: its axes find their
 * ranges all the same. `closely`: what stands below the figure and looks into its part. `moves`: its settings
 * are moved on the figure, which stays while the page follows.
 *
 * @typedef {{ trace: number, text: string, height: number }} Waiting
 * @typedef {{ place?(): void, said?: string, waits?: boolean }} Part `place` is called once the plot has its axes; `waits`: what it draws is not here yet
 * @typedef {{ element: HTMLElement, show(part: any, step: number): void }} Closely
 */

/** @type {Map<string, Kind>} */
const loaded = new Map();

/** The kinds that figures have. @param {Figure[]} figures */
export const kindsOf = (figures) => [...new Set(figures.flatMap(({ bindings }) => bindings.map(({ kind }) => kind)))];

/** Load these kinds, all at once. @param {string[]} kinds */
export async function load(kinds) {
  const missing = kinds.filter((kind) => !loaded.has(kind));
  try {
    await Promise.all(missing.map(async (kind) => loaded.set(kind, await import(`./bindings/${kind}.js`))));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal("A part of the figure did not load; reload the page.");
  }
}

/** Whether the kinds of a figure are here. @param {Figure} figure */
export const ready = ({ bindings }) => bindings.every(({ kind }) => loaded.has(kind));

/** @param {Binding} binding */
export const kindOf = ({ kind }) => /** @type {Kind} */ (loaded.get(kind));

/** The curve that a binding shows, if any. @param {Binding} binding @returns {Curve | null} */
export const curveOf = (binding) => kindOf(binding).curve?.(binding) ?? null;

/** A figure's first curve along the steps, of those that no question keeps back. @param {Figure} figure @param {string[]} [veil] @returns {import("./types").Line | null} */
export function mainLine({ bindings }, veil = []) {
  const line = bindings.find((one) => one.kind === "line" && one.x === "step" && !veil.includes(one.y));
  return line?.kind === "line" ? line : null;
}

/** Fill a sheet with what no open question keeps back. @param {Sheet} sheet @param {(binding: Binding) => Part | undefined} [part] */
export function fill(sheet, part = () => undefined) {
  for (const binding of sheet.figure.bindings) {
    const kind = kindOf(binding);
    const visible = veiled(binding, sheet.veil);
    for (const number of kind.covers?.(binding, sheet.veil) ?? []) sheet.traces[number].visible = false;
    if (visible) kind.fill(visible, sheet, part(binding));
    else kind.reserve?.(binding, sheet);
  }
}

/** What is shown of a binding while a question keeps back columns, arrays and names. @param {Binding} binding @param {string[]} veil @returns {Binding | null} */
function veiled(binding, veil) {
  if (!veil.length) return binding;
  const { veiled: own } = kindOf(binding);
  return own ? own(binding, veil) : names(binding).some((name) => veil.includes(name)) ? null : binding;
}

/** The column or the array that a binding shows, and its own name. @param {Binding} binding */
export function names(binding) {
  const { z, array, y, name } = /** @type {Record<string, string | undefined>} */ (/** @type {unknown} */ (binding));
  return [z ?? array ?? y, name].filter((one) => one !== undefined);
}
