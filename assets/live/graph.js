/** A graph that grows: drawn as of any step, with one node chosen. Nothing ever moves. */

/** @import { Drawn, Graph, GraphNode, Timeline, Trace } from "./types" */
/** @import { Run } from "./run.js" */
/** @import { Shown } from "./changes.js" */

import { changesOf } from "./changes.js";
import { plain } from "./theme.js";

/** Steps for which a refusal is to be seen. */
const FLASH = 40;
/** Diameters in px: of a node without weight, and what the root of a weight adds. */
const [SMALL, MORE] = [7, 40];
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

  /** Put the graph as of a step into the traces; a line about the chosen node. @param {Graph} binding @param {Trace[]} traces @param {Run} run @param {string | undefined} member @param {number} step */
  fill(binding, traces, run, member, step) {
    if (member === undefined || run.empty) return "";
    if (this.#member !== member) [this.#member, this.chosen] = [member, this.#same(run)];
    const { nodes, edges } = (this.shown = changesOf(run, member).at(step, run.lastStep, this.changed));
    const size = (/** @type {GraphNode} */ node) => diameter(node, step, binding.half_life);
    const where = (/** @type {GraphNode} */ node) => binding.looks[node.look] ?? (node.look === "now" ? binding.kinds[node.type] : undefined);
    const all = [...nodes.values()];
    this.#drawn = all.filter((node) => where(node) !== undefined);
    const of = Map.groupBy(this.#drawn, where);
    for (const number of new Set([...Object.values(binding.kinds), ...Object.values(binding.looks)])) {
      points(traces[number], of.get(number) ?? [], size);
    }
    const one = nodes.get(this.chosen);
    const { xaxis = "x", yaxis = "y" } = traces[binding.chosen];
    this.#axes = [xaxis, yaxis].map((name) => `${name[0]}axis${name.slice(1)}`);
    points(traces[binding.chosen], one ? [one] : [], (node) => size(node) + 14);
    points(traces[binding.refused], all.filter(({ refused = -Infinity }) => refused <= step && step < refused + FLASH), (node) => size(node) + 16);
    lines(traces[binding.edges], one ? edges.filter(([from, to]) => from === one.id || to === one.id) : [], nodes);
    return one ? card(one) : "";
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

/** One row a subject, one bar for each time that a form was in use, a dot for each version. @param {Timeline} binding @param {Trace[]} traces @param {Run} run @param {string | undefined} member @param {number} step @param {() => void} changed */
export function timeline({ kinds, versions, refused }, traces, run, member, step, changed) {
  if (member === undefined || run.empty) return;
  const nodes = [...changesOf(run, member).at(step, run.lastStep, changed).nodes.values()];
  const of = Map.groupBy(nodes, ({ type }) => type);
  for (const [kind, number] of Object.entries(kinds)) {
    const bars = (of.get(kind) ?? []).flatMap(({ about, spans }) => spans.map(([from, to]) => ({ about, from, to: to ?? step })));
    traces[number].x = bars.flatMap(({ from, to }) => [from, to, null]);
    traces[number].y = bars.flatMap(({ about }) => [about, about, null]);
  }
  const texts = of.get("text") ?? [];
  dots(traces[versions], texts.map((node) => ({ node, x: node.made })));
  dots(traces[refused], texts.flatMap((node) => (node.refused === undefined || node.refused > step ? [] : [{ node, x: node.refused }])));
}

/** @param {Trace} trace @param {{ node: GraphNode, x: number }[]} all */
function dots(trace, all) {
  trace.x = all.map(({ x }) => x);
  trace.y = all.map(({ node }) => node.about);
  trace.text = all.map(({ node }) => plain(`${node.label}: ${node.text}`));
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
