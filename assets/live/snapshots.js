/** Arrays that a run shows at some of its steps; what is not here is fetched when the view comes to it. */

/** @import { Arrays, NumberArray, SnapshotHeader } from "./types" */

import { size } from "./parcel.js";
import { history, Silence } from "./server.js";

/** Snapshots of one name that are kept. */
const KEPT = 100;

export class Snapshots {
  /** @type {Map<string, Map<number, NumberArray>[]>} name -> for each member, step -> array */
  #kept = new Map();
  /** @type {Map<string, number[]>} steps at which there are snapshots of a name */
  #steps = new Map();
  /** Names that are drawn. @type {Set<string>} */
  #drawn = new Set();
  #fetching = false;

  /** @param {string} id @param {string[]} members run ids */
  constructor(id, members) {
    this.id = id;
    this.members = members;
  }

  /** Of all names together: how many steps there are at most, and the last of them. */
  get extent() {
    const all = [...this.#steps.values()];
    return { count: Math.max(0, ...all.map((one) => one.length)), last: Math.max(-1, ...all.flat()) };
  }

  /** There are snapshots of that name at these steps. @param {string} name @param {number[]} steps */
  saw(name, steps) {
    this.#steps.set(name, [...new Set([...(this.#steps.get(name) ?? []), ...steps])].sort((a, b) => a - b));
  }

  /** @param {SnapshotHeader[]} snapshots @param {(string | null)[]} members @param {Arrays} arrays */
  keep(snapshots, members, arrays) {
    for (const { name, step, array, first = 0 } of snapshots) {
      const all = arrays.get(array);
      if (!all) continue;
      const shape = all.shape.slice(1);
      const length = size(shape);
      const kept = this.#kept.get(name) ?? this.members.map(() => new Map());
      this.members.forEach((run, m) => {
        const at = members.indexOf(run) - first;
        if (at < 0 || at >= all.shape[0]) return; // it lies in another recording
        kept[m].set(step, { shape, values: all.values.slice(at * length, (at + 1) * length) });
        if (kept[m].size > KEPT) kept[m].delete(/** @type {number} */ (kept[m].keys().next().value));
      });
      this.#kept.set(name, kept);
      this.saw(name, [step]);
    }
  }

  /**
   * Each member's snapshot at its step, or the nearest before it while that one is fetched.
   * @param {string} name
   * @param {number[]} upto a step for each member
   * @param {() => void} arrived
   * @returns {(NumberArray | undefined)[]}
   */
  at(name, upto, arrived) {
    const [kept, steps] = [this.#kept.get(name), this.#steps.get(name) ?? []];
    this.#drawn.add(name);
    for (const step of new Set(upto)) {
      const latest = steps.findLast((one) => one <= step);
      if (latest !== undefined && !kept?.some((one) => one.has(latest))) this.#fetch(latest, arrived);
    }
    return kept?.map((one, m) => one.get(steps.findLast((known) => known <= upto[m] && one.has(known)) ?? -1)) ?? [];
  }

  /** Whether of some name that is drawn, and has a snapshot up to a step, none is here yet. @param {number} step */
  awaits(step) {
    const here = (/** @type {string} */ name) => this.#kept.get(name)?.some((one) => [...one.keys()].some((at) => at <= step));
    return [...this.#steps].some(([name, steps]) => this.#drawn.has(name) && steps[0] <= step && !here(name));
  }

  /** @param {number} step @param {() => void} arrived */
  async #fetch(step, arrived) {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const { header, arrays } = await history(this.id, [], { to: step, points: 2 });
      this.keep(header.snapshots, header.members, arrays);
    } catch (error) {
      if (!(error instanceof Silence)) throw error; // else it is asked for again when all is drawn again, at the line's return
      return;
    } finally {
      this.#fetching = false;
    }
    arrived();
  }
}
