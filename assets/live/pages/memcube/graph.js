/** A graph as of a step, with one node chosen. Nothing ever moves. */

/** @import { Drawn, Graph, GraphNode, Trace } from "../../types" */
/** @import { Run } from "../../run.js" */
/** @import { Sheet } from "../../sheet.js" */
/** @import { Shown } from "./changes.js" */

import { axisName } from "../../layout.js";
import { plain } from "../../theme.js";

/** Steps for which a refusal is to be seen. */
const FLASH = 40;
/** Diameters in px: of a node without weight, what the root of a weight adds, what being chosen and being refused do. */
const [SMALL, MORE, AROUND, REFUSED] = [7, 40, 14, 16];
/** Edges that are shorter, in the graph's own measure, have no room for a word. */
const WORDLESS = 1.2;
/** A tap hits the nearest node within so many px. */
const REACH = 22;

export class GraphView {
  /** What is drawn: the graph as of the step. @type {Shown | null} */
  shown = null;
  /** Id of the chosen node, -1 for none. */
  chosen = -1;
  /** @type {GraphNode[]} */
  #drawn = [];
  #axes = ["xaxis", "yaxis"];
  #member = "";

  /** @param {Drawn} plot @param {() => void} changed */
  constructor(plot, changed) {
    this.plot = plot;
    this.changed = changed;
    plot.addEventListener("click", (event) => this.#tap(event), true);
  }

  /** Show the chosen node and its edges; a line about it. @param {Graph} binding @param {Sheet} sheet @param {number} member @param {Shown} graph @param {GraphNode[]} drawn */
  look(binding, { run, step, traces }, member, graph, drawn) {
    if (this.#member !== run.members[member]) [this.#member, this.chosen] = [run.members[member], this.#same(run)];
    [this.shown, this.#drawn] = [graph, drawn];
    const node = graph.nodes.get(this.chosen);
    const { xaxis = "x", yaxis = "y" } = traces[binding.chosen];
    this.#axes = [xaxis, yaxis].map(axisName);
    points(traces[binding.chosen], node ? [node] : [], (node) => diameter(node, step, binding.half_life) + AROUND);
    lines(traces[binding.edges], node ? graph.edges.filter(([from, to]) => from === node.id || to === node.id) : [], graph.nodes);
    return node ? card(node) : "";
  }

  /** Choose a node, or none. @param {number} id */
  choose(id) {
    this.chosen = id;
    this.changed();
  }

  /** The chosen node is the same one in a run of this family, whose past is shared. @param {Run} run */
  #same(run) {
    return run.members.length === 1 ? this.chosen : -1;
  }

  /** A tap chooses the nearest node, or none. @param {MouseEvent} event */
  #tap(event) {
    const layout = /** @type {Record<string, { d2p(d: number): number, _offset: number, _length: number }> | undefined} */ (/** @type {unknown} */ (this.plot._fullLayout));
    const [x, y] = this.#axes.map((name) => layout?.[name]);
    if (!x || !y) return;
    const box = this.plot.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left - x._offset, event.clientY - box.top - y._offset];
    if (px < 0 || px > x._length || py < 0 || py > y._length) return;
    event.stopPropagation();
    const far = (/** @type {GraphNode} */ node) => Math.hypot(x.d2p(node.x) - px, y.d2p(node.y) - py);
    const nearest = this.#drawn.reduce((/** @type {GraphNode | null} */ best, node) => (best && far(best) <= far(node) ? best : node), null);
    this.choose(nearest && far(nearest) <= REACH ? nearest.id : -1);
  }
}

/** Fill the traces with the nodes in their looks, and with those that were refused lately; which are drawn. @param {Graph} binding @param {Sheet} sheet @param {Shown} graph */
export function draw({ kinds, looks, refused, half_life }, { traces, step }, { nodes }) {
  const size = (/** @type {GraphNode} */ node) => diameter(node, step, half_life);
  const where = (/** @type {GraphNode} */ node) => looks[node.look] ?? (node.look === "now" ? kinds[node.type] : undefined);
  const all = [...nodes.values()];
  const drawn = all.filter((node) => where(node) !== undefined);
  const byTrace = Map.groupBy(drawn, where);
  for (const number of new Set([...Object.values(kinds), ...Object.values(looks)])) points(traces[number], byTrace.get(number) ?? [], size);
  const lately = all.filter(({ refused: at = -Infinity }) => at <= step && step < at + FLASH);
  points(traces[refused], lately, (node) => size(node) + REFUSED);
  return drawn;
}

/** @param {GraphNode} node @param {number} step @param {number} halfLife */
function diameter({ weight = 0, since = 0 }, step, halfLife) {
  return SMALL + MORE * Math.sqrt(weight * 2 ** ((since - step) / halfLife));
}

/** @param {Trace} trace @param {GraphNode[]} nodes @param {(node: GraphNode) => number} size */
function points(trace, nodes, size) {
  trace.x = nodes.map(({ x }) => x);
  trace.y = nodes.map(({ y }) => y);
  trace.text = nodes.map(({ label, text }) => plain(`${label}: ${text}`));
  trace.marker = { .../** @type {object} */ (trace.marker), size: nodes.map(size) };
}

/** The chosen node's edges, the long ones with their relation at the middle. @param {Trace} trace @param {[number, number, string][]} edges @param {Map<number, GraphNode>} nodes */
function lines(trace, edges, nodes) {
  const ends = edges.flatMap(([from, to, relation]) => {
    const [a, b] = [nodes.get(from), nodes.get(to)];
    const word = a && b && Math.hypot(a.x - b.x, a.y - b.y) > WORDLESS ? plain(relation.replaceAll("_", " ")) : "";
    return a && b ? [{ a, b, word }] : [];
  });
  trace.x = ends.flatMap(({ a, b }) => [a.x, (a.x + b.x) / 2, b.x, null]);
  trace.y = ends.flatMap(({ a, b }) => [a.y, (a.y + b.y) / 2, b.y, null]);
  trace.text = ends.flatMap(({ word }) => ["", word, "", ""]);
}

/** @param {GraphNode} node */
function card({ label, text, look, owner, read, reads = 0 }) {
  const shared = read.length ? `, read by ${read.join(" and ")} too` : ", private";
  const gone = look === "gone" ? "erased" : text;
  return `${label}: ${gone} · of agent ${owner}${shared} · ${reads} reads${look === "frozen" ? " · frozen" : ""}`;
}
