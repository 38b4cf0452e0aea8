/** A cut, played: scenes with speeds of their own, frozen at the cliff until somebody has answered. */

/** @import { Clock } from "./clock.js" */
/** @import { Run } from "./run.js" */
/** @import { Data, Outcome, Place } from "./types" */

import { keep, recall } from "./memory.js";

/** @typedef {{ from: number, to: number, seconds: number, caption: string }} Resolved */

/** A scene over less than this share of the run is slow motion, and the axes close in on it. */
const SLOW = 1 / 6;
/** How much of the slow scenes' length stays visible to either side of them. */
const AROUND = 0.4;
/** Where in what is seen a curve stops whose future is asked about. */
const MIDDLE = 0.48;
/** How fast the axes close in, 1/s. */
const PULL = 5;

/** The step that a name means: a number, a mark's `at`, `start`, `end`, `cliff`; undefined if there is none. @param {string} name @param {Run} run @param {Data} data @returns {number | undefined} */
export function step(name, run, { cut }) {
  if (/^\d{1,15}$/.test(name)) return Number(name);
  if (name === "start") return 0;
  if (name === "end") return run.lastStep;
  if (name === "cliff" && cut) return placed(cut.scenes[cut.cliff.after].end, run, cut);
  return run.marks.find((mark) => mark.name === name)?.at;
}

/** @param {Place} place @param {Run} run @param {Data["cut"]} cut */
function placed({ mark, offset }, run, cut) {
  const at = step(mark, run, /** @type {Data} */ ({ cut }));
  return at === undefined ? undefined : Math.min(Math.max(at + offset, 0), run.lastStep);
}

/** Scenes as steps, or null where the recording lacks a place or has them in another order. @param {Data} data @param {Run} run @returns {Resolved[] | null} */
function resolved({ cut }, run) {
  if (!cut) return null;
  const scenes = cut.scenes.map(({ begin, end, seconds, caption }) => {
    const [from, to] = [placed(begin, run, cut) ?? NaN, placed(end, run, cut) ?? NaN];
    return { from, to, seconds, caption };
  });
  return scenes.every(({ from, to }) => from < to) ? scenes : null;
}

export class Film {
  playing = false;
  /** The answer: a choice, or "" for being shown; null while nobody has answered. @type {string | null} */
  answer = null;
  /** What came after the cliff. @type {Outcome | null} */
  outcome = null;
  /** Every scene was seen, or the viewer has gone their own way. */
  over = false;
  #scene = 0;
  /** @type {[number, number] | null} what the step axes show */
  window = null;

  /** The film of what a page shows, if it has one. @param {Data} data @param {Run} run */
  static of(data, run) {
    const scenes = resolved(data, run);
    return scenes && data.cut ? new Film(scenes, data.cut, run.lastStep, `lab.contract.cut.${data.experiment}.${data.preset}`) : null;
  }

  /** @param {Resolved[]} scenes @param {NonNullable<Data["cut"]>} cut @param {number} total @param {string} key of the browser's memory */
  constructor(scenes, { cliff }, total, key) {
    this.scenes = scenes;
    this.asked = cliff;
    this.total = total;
    this.key = key;
    this.cliff = scenes[cliff.after].to;
  }

  /** Whether this browser's person has answered before. */
  get known() {
    return recall(this.key) !== null;
  }

  /** Columns and names whose curves are not shown before the answer. @returns {string[]} */
  get veil() {
    return this.answer === null ? this.asked.veil : [];
  }

  get caption() {
    return this.over ? "" : this.scenes[this.#scene].caption;
  }

  /** Whether the question is open at that step. @param {number} step */
  asking(step) {
    return this.answer === null && step >= this.cliff;
  }

  /** Begin, or stand at the cliff where nothing may move by itself. @param {Clock} clock @param {boolean} still */
  start(clock, still) {
    clock.limit = this.cliff;
    clock.seek(still ? this.cliff : this.scenes[0].from);
    [this.#scene, this.playing] = [still ? this.asked.after : 0, !still];
    if (still && !clock.log) this.#look(this.cliff);
  }

  /** @param {string} choice or "" @param {Clock} clock @param {boolean} still */
  take(choice, clock, still) {
    this.answer = choice;
    keep(this.key, choice);
    clock.limit = Infinity;
    [this.#scene, this.playing, this.over] = [this.asked.after + 1, !still, still];
    const end = this.scenes[this.scenes.length - 1].to;
    if (!clock.log && !this.window) this.#look(this.cliff);
    if (still && !clock.log) this.#look(end);
    clock.seek(still ? end : this.scenes[this.#scene].from);
  }

  /** Let `seconds` pass. @param {Clock} clock @param {number} seconds */
  tick(clock, seconds) {
    const { from, to, seconds: length } = this.scenes[this.#scene];
    const part = clock.part(Math.max(clock.step, from));
    const pace = (clock.part(to) - clock.part(from)) / length;
    clock.step = Math.min(to, clock.stepAt(part + seconds * pace));
    if (!clock.log) this.#pull(seconds);
    if (clock.step < to) return;
    const frozen = this.answer === null && this.#scene === this.asked.after;
    const last = this.#scene === this.scenes.length - 1;
    [this.playing, this.over] = [!frozen && !last, last];
    if (this.playing) this.#scene += 1;
  }

  /** The viewer goes their own way. */
  leave() {
    [this.playing, this.over, this.window] = [false, true, null];
  }

  /** Close in at once, where the step is among those. @param {number} step */
  #look(step) {
    const [from, to] = this.#close;
    this.window = from <= step && step <= to ? [from, to] : null;
  }

  /** The steps around all slow scenes; before the answer as many, with room for the futures. @returns {[number, number]} */
  get #close() {
    return this.asked.futures.length && this.answer === null ? this.#open : this.#around;
  }

  /** How many steps were seen beyond the cliff when it was asked. */
  get beyond() {
    return this.#open[1] - this.cliff;
  }

  /** As many steps as around the slow scenes at least, from where they begin, with the cliff in the middle, where it is among them. @returns {[number, number]} */
  get #open() {
    const [from, to] = this.#around;
    if (this.cliff < from || this.cliff > to) return [from, to];
    const begin = Math.min(...this.#slow.map((one) => one.from));
    const first = Math.max(0, Math.min(begin, this.cliff - MIDDLE * (to - from)));
    return [first, Math.max(first + to - from, first + (this.cliff - first) / MIDDLE)];
  }

  get #slow() {
    return this.scenes.filter(({ from, to }) => to - from < SLOW * this.total);
  }

  /** @returns {[number, number]} */
  get #around() {
    const slow = this.#slow;
    const [from, to] = [Math.min(...slow.map((one) => one.from)), Math.max(...slow.map((one) => one.to))];
    const beside = AROUND * (to - from);
    return slow.length ? [Math.max(0, from - beside), Math.min(this.total, to + beside)] : [0, this.total];
  }

  /** Move the axes towards what the scene is about. @param {number} seconds */
  #pull(seconds) {
    const { from, to } = this.scenes[this.#scene];
    const slow = to - from < SLOW * this.total;
    if (!slow && !this.window) return;
    const [low, high] = slow ? this.#close : [0, this.total];
    const [a, b] = this.window ?? [0, this.total];
    const part = Math.min(1, PULL * seconds);
    this.window = [a + part * (low - a), b + part * (high - b)];
  }
}
