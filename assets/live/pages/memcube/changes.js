/** A graph's changes and its log, read as the view comes to them, and replayed to any step. */

/** @import { GraphChange, GraphNode, LogEntry, Seal } from "../../types" */
/** @import { Run } from "../../run.js" */
/** @import { Sheet } from "../../sheet.js" */

import { history, Refusal } from "../../server.js";

/** Time between two readings, in ms. */
const PAUSE = 250;

/** @typedef {{ nodes: Map<number, GraphNode>, edges: [number, number, string][], log: LogEntry[], seals: Seal[], count: number }} Shown `count`: changes that led to it */

/** @type {WeakMap<Run, Map<string, Changes>>} one for each member whose graph is drawn */
const known = new WeakMap();

/** A member's graph as of a sheet's step, if anything is recorded. @param {Sheet} sheet @param {number} member */
export function graphOf({ run, step, changed }, member) {
  if (member === undefined || run.empty) return null;
  return changesOf(run, run.members[member]).at(step, run.lastStep, changed);
}

/** The changes of a member of a run. @param {Run} run @param {string} member */
export function changesOf(run, member) {
  const byMember = known.get(run) ?? known.set(run, new Map()).get(run);
  const changes = byMember?.get(member) ?? new Changes(member);
  byMember?.set(member, changes);
  return changes;
}

/** @returns {Shown} */
const nothing = () => ({ nodes: new Map(), edges: [], log: [], seals: [], count: 0 });

/** The changes of one run's graph, as far as they were needed. */
export class Changes {
  /** @type {GraphChange[]} */
  #known = [];
  #last = -1;
  #fetching = false;
  #applied = 0;
  #shown = nothing();

  /** @param {string} run */
  constructor(run) {
    this.run = run;
  }

  /** The graph as of a step, as far as it is here. @param {number} step @param {number} last step that is recorded @param {() => void} arrived */
  at(step, last, arrived) {
    if (last > this.#last) this.#read(arrived);
    if (this.#applied && this.#known[this.#applied - 1].step > step) [this.#applied, this.#shown] = [0, nothing()];
    while (this.#known[this.#applied]?.step <= step) apply(this.#shown, this.#known[this.#applied++]);
    return this.#shown;
  }

  /** Keep what came, up to a step. @param {GraphChange[]} changes @param {number} last */
  take(changes, last) {
    this.#known.push(...changes);
    this.#last = last;
  }

  /** Read what is new, and again after a while: other members of a set may be ahead of this one. @param {() => void} arrived */
  async #read(arrived) {
    if (this.#fetching) return;
    this.#fetching = true;
    const before = this.#last;
    try {
      const { header } = await history(this.run, [], { from: before + 1, points: 2 });
      this.take(header.graph ?? [], header.last_step);
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
function apply(shown, { step, nodes: more = [], edges: lines = [], changes = [], log: entries = [], head }) {
  const { nodes, edges, log, seals } = shown;
  shown.count += 1;
  for (const node of more) nodes.set(node.id, { ...node, made: step, spans: node.look === "now" ? [[step, null]] : [] });
  edges.push(...lines);
  for (const change of changes) {
    const node = nodes.get(change.id);
    if (!node) continue;
    const was = node.look;
    Object.assign(node, change);
    if (was !== node.look) turn(node, step);
  }
  for (const [agent, act, about, refused, note] of entries) {
    const { uuid = "", label = "" } = nodes.get(about) ?? {};
    log.push({ number: log.length, step, agent, act, cube: uuid, refused, note, about, label });
  }
  if (head) seals.push({ count: log.length, head });
}

/** A node has another look: its time begins, or is over. @param {GraphNode} node @param {number} step */
function turn(node, step) {
  const last = node.spans[node.spans.length - 1];
  const lives = node.look === "now" || node.look === "frozen";
  if (lives && (!last || last[1] !== null)) node.spans.push([step, null]);
  else if (!lives && last?.[1] === null) last[1] = step;
}
