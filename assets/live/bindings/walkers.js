/** Two walkers that a person sends off: starts and the width of the bell are moved on the figure. */

/** @import { Walkers } from "../types" */
/** @import { LiveFigure } from "../figure.js" */
/** @import { Sheet } from "../sheet.js" */

import { recorded, WalkersView } from "../pages/landscape/walkers.js";
import { curve as columns } from "../run.js";

export const moves = true;

/** @param {Walkers} binding */
export const curve = ({ x, y }) => columns(y, null, x);

/** Where walkers get stuck. @param {Walkers} binding @param {string[]} veil */
export const covers = ({ stuck }, veil) => (veil.includes("stuck") ? [stuck] : []);

/** @param {LiveFigure} figure @param {Walkers} binding */
export const mount = ({ plot, hooks }, binding) => new WalkersView(plot, binding, () => hooks.changed(), (set) => hooks.set(set));

/** @param {Walkers} binding @param {Sheet} sheet @param {WalkersView} [view] */
export function fill(binding, sheet, view) {
  const series = sheet.series(curve(binding))[sheet.chosen(binding.where)[0]];
  const path = sheet.run.empty || !series ? null : recorded(series, sheet.step);
  sheet.traces[binding.stuck].visible ??= true;
  view?.take(binding);
  const walked = view ? view.walk(path, sheet) : (path ?? []);
  const [x1, x2] = walked.at(-1) ?? [];
  Object.assign(sheet.traces[binding.path], { x: walked.map(([one]) => one), y: walked.map(([, other]) => other) });
  sheet.traces[binding.pair].x = walked.length ? [x1, x2] : [];
}
