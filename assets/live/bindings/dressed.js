/** Looks that follow what is picked. */

/** @import { Dressed } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { coloured } from "../theme.js";

/** @param {Dressed} binding @param {Sheet} sheet */
export function fill({ trace, looks }, sheet) {
  if (sheet.figure.pick) Object.assign(sheet.traces[trace], coloured(/** @type {any} */ (looks[sheet.stop]), sheet.roles));
}
