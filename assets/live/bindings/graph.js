/** A graph that grows, and what looks closely at one of its nodes and at its log. */

/** @import { Graph } from "../types" */
/** @import { LiveFigure } from "../figure.js" */
/** @import { Session } from "../session.js" */
/** @import { Sheet } from "../sheet.js" */

import { element } from "../dom.js";
import { graphOf } from "../pages/memcube/changes.js";
import { Ego } from "../pages/memcube/ego.js";
import { draw, GraphView } from "../pages/memcube/graph.js";
import { Ledger } from "../pages/memcube/ledger.js";

/** @param {LiveFigure} figure */
export const mount = ({ plot, hooks }) => new GraphView(plot, () => hooks.changed());

/** @param {Graph} binding @param {Sheet} sheet @param {GraphView} [view] */
export function fill(binding, sheet, view) {
  const [member] = sheet.chosen(binding.where);
  const graph = graphOf(sheet, member);
  if (!graph) return;
  const drawn = draw(binding, sheet, graph);
  const card = view?.look(binding, sheet, member, graph, drawn);
  if (card) sheet.readout.splice(0, sheet.readout.length, card);
}

/** The chosen node and the log, below the figure. @param {() => Session} session @param {(parameters: Record<string, string>) => void} open a page */
export function closely(session, open) {
  const [ego, ledger] = [new Ego(session, open), new Ledger()];
  return {
    element: element("div", {}, ego.element, ledger.element),
    /** @param {GraphView} view @param {number} step */
    show(view, step) {
      ego.show(view, step);
      ledger.show(view.shown, view.chosen);
    },
  };
}
