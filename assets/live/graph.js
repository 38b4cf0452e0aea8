/** A graph that grows: its changes, read as the view comes to them, and replayed to any step. Nothing ever moves. */

/** @import { Drawn, Graph, GraphChange, GraphNode, Trace } from "./types" */
/** @import { Run } from "./run.js" */

import { history, Refusal } from "./server.js";
import { plain } from "./theme.js";

/** Steps for which a refusal is to be seen. */
const FLASH = 40;
/** Diameters in px: of a node without weight, and what the root of a weight adds. */
const [SMALL, MORE] = [7, 40];
/** Time between two readings, in ms. */
const PAUSE = 250;
/** A tap hits the nearest node within so many px. */
const REACH = 22;

/** @typedef {{ nodes: Map<number, GraphNode>, edges: [number, number, string][] }} Shown */

/** The changes of one run's graph, as far as they were needed. */
class Changes {
  /** @type {GraphChange[]} */
  #known = [];
  #last = -1;
  #fetching = false;
  #applied = 0;
  /** @type {Shown} */
  #shown = { nodes: new Map(), edges: [] };

  /** @param {string} run */
  constructor(run) {
    this.run = run;
  }

  /** The graph as of a step, as far as it is here. @param {number} step @param {number} last step that is recorded @param {() => void} arrived */
  at(step, last, arrived) {
    if (last > this.#last) this.#read(arrived);
    if (this.#applied && this.#known[this.#applied - 1].step > step) {
      [this.#applied, this.#shown] = [0, { nodes: new Map(), edges: [] }];
    }
    while (this.#known[this.#applied]?.step <= step) apply(this.#shown, this.#known[this.#applied++]);
    return this.#shown;
  }

  /** Read what is new, and again after a while: other members of a set may be ahead of this one. @param {() => void} arrived */
  async #read(arrived) {
    if (this.#fetching) return;
    this.#fetching = true;
    const before = this.#last;
    try {
      const { header } = await history(this.run, [], { from: before + 1, points: 2 });
      this.#known.push(...(header.graph ?? []));
      this.#last = header.last_step;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // its turn has not come yet
    }
    if (this.#last > before) arrived();
    setTimeout(() => {
      this.#fetching = false;
      arrived();
    }, this.#last > before ? PAUSE : 4 * PAUSE);
  }
}

/** @param {Shown} shown @param {GraphChange} change */
function apply({ nodes, edges }, { step, nodes: more = [], edges: lines = [], changes = [] }) {
  for (const node of more) nodes.set(node.id, { ...node });
  edges.push(...lines);
  for (const change of changes) {
    const node = nodes.get(change.id);
    if (node) Object.assign(node, change, change.weight === undefined ? {} : { since: step });
  }
}

export class GraphView {
  /** @type {Changes | null} */
  #changes = null;
  /** @type {GraphNode[]} */
  #drawn = [];
  #axes = ["xaxis", "yaxis"];
  #chosen = -1;

  /** @param {Drawn} plot @param {() => void} changed */
  constructor(plot, changed) {
    this.plot = plot;
    this.changed = changed;
    plot.addEventListener("click", (event) => this.#tap(event), true);
  }

  /** Put the graph as of a step into the traces; a line about the chosen node. @param {Graph} binding @param {Trace[]} traces @param {Run} run @param {string | undefined} member @param {number} step */
  fill(binding, traces, run, member, step) {
    if (member === undefined || run.empty) return "";
    if (this.#changes?.run !== member) [this.#changes, this.#chosen] = [new Changes(member), -1];
    const { nodes, edges } = this.#changes.at(step, run.lastStep, this.changed);
    const size = (/** @type {GraphNode} */ node) => diameter(node, step, binding.half_life);
    const all = [...nodes.values()];
    const where = (/** @type {GraphNode} */ node) => binding.looks[node.look] ?? (node.look === "now" ? binding.kinds[node.type] : undefined);
    this.#drawn = all.filter((node) => where(node) !== undefined);
    for (const number of new Set([...Object.values(binding.kinds), ...Object.values(binding.looks)])) {
      points(traces[number], this.#drawn.filter((node) => where(node) === number), size);
    }
    const one = nodes.get(this.#chosen);
    const { xaxis = "x", yaxis = "y" } = traces[binding.chosen];
    this.#axes = [xaxis, yaxis].map((name) => `${name[0]}axis${name.slice(1)}`);
    points(traces[binding.chosen], one ? [one] : [], (node) => size(node) + 14);
    points(traces[binding.refused], all.filter(({ refused = -Infinity }) => refused <= step && step < refused + FLASH), (node) => size(node) + 16);
    lines(traces[binding.edges], one ? edges.filter(([from, to]) => from === one.id || to === one.id) : [], nodes);
    return one ? card(one) : "";
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
    this.#chosen = nearest && far(nearest) <= REACH ? nearest.id : -1;
    this.changed();
  }
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

/** The chosen node's edges, each with its relation at its middle. @param {Trace} trace @param {[number, number, string][]} edges @param {Map<number, GraphNode>} nodes */
function lines(trace, edges, nodes) {
  const ends = edges.flatMap(([from, to, relation]) => {
    const [a, b] = [nodes.get(from), nodes.get(to)];
    return a && b ? [{ a, b, relation }] : [];
  });
  trace.x = ends.flatMap(({ a, b }) => [a.x, (a.x + b.x) / 2, b.x, null]);
  trace.y = ends.flatMap(({ a, b }) => [a.y, (a.y + b.y) / 2, b.y, null]);
  trace.text = ends.flatMap(({ relation }) => ["", plain(relation.replaceAll("_", " ")), "", ""]);
}

/** @param {GraphNode} node */
function card({ label, text, look, owner, read, reads = 0 }) {
  const shared = read.length ? `, read by ${read.join(" and ")} too` : ", private";
  const gone = look === "gone" ? "erased" : text;
  return `${label}: ${gone} · of agent ${owner}${shared} · ${reads} reads${look === "frozen" ? " · frozen" : ""}`;
}
