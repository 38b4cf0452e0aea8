/** A graph of memories that grows, and what looks closely at one of them and at its log. */

/** @import { Graph } from "../types" */
/** @import { LiveFigure } from "../figure.js" */
/** @import { Session } from "../session.js" */
/** @import { Sheet } from "../sheet.js" */
/** @import { Shown } from "../pages/memcube/changes.js" */
/** @import { Drawn } from "../pages/memcube/ring.js" */

import { element } from "../dom.js";
import { graphOf } from "../pages/memcube/changes.js";
import { Chosen } from "../pages/memcube/chosen.js";
import { Ego } from "../pages/memcube/ego.js";
import { GraphView } from "../pages/memcube/graph.js";
import { Ledger } from "../pages/memcube/ledger.js";
import { ring } from "../pages/memcube/ring.js";
import { named } from "../sheet.js";

/** Steps for which a refusal is seen. */
const FLASH = 40;

/** Without whom weights still answer about the deleted, where that is asked. @param {Graph} binding @param {string[]} veil */
export const veiled = (binding, veil) => (veil.includes("leak") ? { ...binding, asked: true } : binding);

/** @param {LiveFigure} figure */
export const mount = (figure) => new GraphView(figure);

/** @param {Graph} binding @param {Sheet} sheet @param {GraphView} [view] */
export function fill(binding, sheet, view) {
  const [member] = sheet.chosen(binding.where);
  const graph = graphOf(sheet, member);
  if (!graph) return;
  view?.of(sheet.run, member);
  if (view) view.acted = acted(binding, sheet);
  const { refused, leaks } = byHand(binding, sheet);
  const answered = new Set(leaks);
  if (binding.asked) for (const { look, about } of graph.nodes.values()) if (look === "gone") answered.delete(about);
  const drawn = drawnOf(binding, graph, [...lately(graph, sheet.step), ...refused], leaks, answered, view);
  put(binding, sheet, drawn, Boolean(view));
  const card = view?.take(binding, sheet, graph, drawn);
  if (card) sheet.readout.splice(0, sheet.readout.length, card);
}

/** What is drawn, unless it is what was drawn before. @param {Graph} binding @param {Shown} graph @param {[string, number][]} refusals @param {Set<number>} leaks @param {Set<number>} answered @param {GraphView} [view] */
function drawnOf(binding, graph, refusals, leaks, answered, view) {
  const key = JSON.stringify([view?.member, graph.count, refusals, [...leaks], [...answered], view?.subject]);
  return view?.drawn?.key === key ? view.drawn : { ...ring(binding, graph, refusals, leaks, answered, view?.subject), key };
}

/** Agents that were refused in the last steps, each with the subject. @param {Shown} graph @param {number} step @returns {[string, number][]} */
function lately({ log, nodes }, step) {
  const first = log.findLastIndex((entry) => entry.step <= step - FLASH) + 1;
  return log.slice(first).flatMap(({ agent, about, refused }) => {
    const node = nodes.get(about);
    return refused && node ? [[agent, node.about]] : [];
  });
}

/** Subjects that are acted upon by hand in all that is recorded. @param {Graph} binding @param {Sheet} sheet @returns {Set<number>} */
function acted({ acts, where }, sheet) {
  const marks = sheet.run.marksOf(sheet.chosen(where)[0]).filter((mark) => acts.some((name) => named(mark, name)));
  return new Set(marks.flatMap(({ values }) => values.about ?? []));
}

/** Who was refused by hand, with the subject; and the subjects that the shared weights know. @param {Graph} binding @param {Sheet} sheet */
function byHand({ acts, agents, where }, sheet) {
  const number = (/** @type {string} */ name) => Number(name.split("-").at(-1));
  const marks = acts.flatMap((name) => sheet.marks(name, where)).sort((a, b) => a.step - b.step || number(a.name) - number(b.name));
  const last = new Map(marks.map(({ values }) => [values.about ?? -1, values]));
  const asked = new Map(marks.filter(({ values }) => "store" in values).map(({ values }) => [values.about, values]));
  const refused = [...asked.values()].filter(({ store, agent }) => store < 0 && agent < agents.length);
  return {
    refused: refused.map(({ agent, about }) => /** @type {[string, number]} */ ([agents[agent], about])),
    leaks: new Set([...last].filter(([, { recalled = 0 }]) => recalled > 0).map(([about]) => about)),
  };
}

/** Fill the traces; where a view draws them, the plot need not. @param {Graph} binding @param {Sheet} sheet @param {Drawn} drawn @param {boolean} seen */
function put({ lines, points }, { traces }, drawn, seen) {
  for (const [what, number] of Object.entries(lines)) {
    const ends = drawn.lines.get(what) ?? [];
    const along = (/** @type {0 | 1} */ i) => ends.flatMap((line) => [...line.map((place) => place[i]), null]);
    Object.assign(traces[number], { x: along(0), y: along(1) });
  }
  for (const [what, number] of Object.entries(points)) {
    const spots = drawn.points.get(what) ?? [];
    const marker = /** @type {object} */ (traces[number].marker);
    const sized = what === "hub" ? {} : { marker: { ...marker, size: spots.map(({ size }) => size) } };
    Object.assign(traces[number], { x: spots.map(({ x }) => x), y: spots.map(({ y }) => y), ...sized });
  }
  if (seen) for (const number of [...Object.values(lines), ...Object.values(points)]) traces[number].visible = false;
}

/** The chosen memory, what it is made of, and the log, beside or below the figure. @param {() => Session} session @param {(parameters: Record<string, string>) => void} open a page */
export function closely(session, open) {
  const [chosen, ego, ledger] = [new Chosen(session, open), new Ego(session), new Ledger()];
  const below = element("div", {}, chosen.element, ego.element, ledger.element);
  return {
    element: below,
    /** @param {GraphView} view @param {number} step */
    show(view, step) {
      const side = below.closest(".lab-figure")?.querySelector(".lab-side");
      if (side && chosen.element.parentElement !== side) side.append(chosen.element);
      chosen.show(view, step);
      ego.show(view, step);
      ledger.show(view.shown, view.chosen);
    },
  };
}
