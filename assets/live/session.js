/** What a page knows of one run or set, and what a person may do to it: the rows, the states, the view's clock. */

/** @import { Arrays, Chunk, Data, Message, Recording, Verdict, Watcher } from "./types" */

import { Clock } from "./clock.js";
import { connection } from "./connection.js";
import { Run, seriesOf } from "./run.js";
import { about, post, Refusal, verdicts } from "./server.js";

const ACTIVE = ["queued", "running", "paused"];
const UNFINISHED = ["stopped", "interrupted", "left"];
const NONE = { state: null, progress: 0, steps: 0, left: null, ahead: 0, mine: false, error: null };

/** @implements {Watcher} */
export class Session {
  clock = new Clock();
  /** @type {Map<string, Recording>} newest first */
  recordings = new Map();
  /** @type {Verdict[]} */
  verdicts = [];
  error = "";
  online = true;
  /** A request of this person is on its way. */
  busy = false;
  /** The view has been at the end, so that the outcome is no secret any more. */
  revealed = false;
  #closed = false;
  #asked = false;

  /** @param {Data} data @param {() => void} changed called after anything here has changed */
  constructor(data, changed) {
    this.data = data;
    this.id = data.id;
    this.changed = () => this.#closed || changed();
    const keys = data.figures.flatMap(({ bindings }) => bindings.map(seriesOf)).filter((key) => key !== null);
    const members = data.members.map(({ run }) => run);
    this.run = new Run(data.id, members, [...new Set(keys)]);
    this.clock.total = Math.max(1, data.cost.steps - 1);
  }

  /** Read what is recorded and watch what comes; `still` shows it whole, else it is played once. @param {boolean} still */
  async start(still) {
    await this.#try(async () => {
      await this.#read();
      if (!this.#closed) connection().watch(this);
    });
    const { clock, data } = this;
    if (data.step !== null) clock.seek(data.step);
    else if (clock.active) clock.follow();
    else if (still) clock.seek(clock.head);
    else if (!this.run.empty) clock.play();
    this.revealed ||= data.step !== null || still;
    this.changed();
  }

  close() {
    this.#closed = true;
    connection().leave(this);
  }

  // --- what is so

  /** The recordings that count now: those that compute, else those that are shown, else the newest. */
  get #current() {
    const all = [...this.recordings.values()];
    const active = all.filter(({ state }) => ACTIVE.includes(state));
    const shown = all.filter(({ recording }) => recording in this.run.cursors);
    return active.length ? active : shown.length ? shown : all.slice(0, 1);
  }

  /** State, progress and waiting time of the recordings that count, as of one. */
  get status() {
    const of = this.#current;
    if (!of.length) return NONE;
    const state = ["running", "paused", "queued", "failed", ...UNFINISHED, "done"].find((one) => of.some((r) => r.state === one));
    return {
      state: state ?? null,
      progress: of.reduce((sum, one) => sum + one.progress, 0),
      steps: of.reduce((sum, one) => sum + one.steps, 0),
      left: Math.max(...of.map((one) => one.seconds_left ?? 0)),
      ahead: Math.max(...of.map((one) => one.ahead ?? 0)),
      mine: of.every((one) => one.mine),
      error: of.find((one) => one.error)?.error ?? null,
    };
  }

  /** Where the rows come from, in a word. */
  get origin() {
    const origins = this.#current.map(({ origin }) => origin ?? "here");
    return origins.find((origin) => origin !== "here") ?? "here";
  }

  /** What the main button does. */
  get main() {
    const { state, mine } = this.status;
    if (this.run.empty && (!state || !ACTIVE.includes(state))) return "run";
    if (this.clock.active && mine) return state === "paused" ? "resume" : this.clock.playing ? "pause" : "play";
    if (this.clock.playing) return "pause";
    if (state && UNFINISHED.includes(state) && mine && this.clock.atHead) return "continue";
    return state === "failed" && this.clock.atHead ? "run" : "play";
  }

  // --- what a person does

  /** The main button. */
  press() {
    const { main, clock } = this;
    const own = clock.active && this.status.mine;
    if (main === "run") return this.launch();
    if (main === "resume" || main === "continue") return this.command("resume").then(() => clock.follow());
    if (main === "pause") clock.pause();
    else if (clock.following && clock.active) clock.follow();
    else clock.play();
    this.changed();
    return main === "pause" && own ? this.command("pause") : undefined;
  }

  /** Start the run that the page describes, and follow it. */
  launch() {
    return this.#act(async () => {
      await post("/runs", this.data.launch);
      await this.#read();
      connection().watch(this);
      if (this.clock.active) this.clock.follow();
      else this.clock.play();
    });
  }

  /** @param {"pause" | "resume" | "step" | "stop"} command */
  command(command) {
    return this.#act(async () => {
      await post(`/runs/${this.id}/commands`, { command });
      if (command === "step") this.clock.follow();
    });
  }

  /** One row on: of the run itself where it is ours and paused, else of the view. */
  step() {
    const { state, mine } = this.status;
    if (state === "paused" && mine && this.clock.atHead) return this.command("step");
    return this.seek(Math.floor(this.clock.step) + this.run.stride);
  }

  /** @param {number} step */
  seek(step) {
    this.clock.seek(step);
    this.changed();
    const at = Math.floor(this.clock.step);
    return this.refine(at - 50 * this.run.stride, at + 50 * this.run.stride);
  }

  /** @param {1 | -1} direction to the next mark, or the one before */
  seekMark(direction) {
    const at = Math.floor(this.clock.step);
    const steps = this.run.marks.map((mark) => mark.at).sort((a, b) => a - b);
    const next = direction > 0 ? steps.find((one) => one > at) : steps.findLast((one) => one < at);
    if (next !== undefined) this.seek(next);
  }

  /** The rows between two steps in full. @param {number} from @param {number} to */
  refine(from, to) {
    return this.#try(async () => {
      if (await this.run.refine(from, to)) this.changed();
    });
  }

  // --- what the live connection brings

  /** Cursors of what is shown, and the beginning of what computes besides. */
  cursors() {
    const active = [...this.recordings.values()].filter(({ state }) => ACTIVE.includes(state));
    const fresh = Object.fromEntries(active.map(({ recording }) => [recording, -1]));
    return { ...fresh, ...this.run.cursors };
  }

  /** @param {Chunk} header @param {Arrays} arrays */
  chunk(header, arrays) {
    if (!this.run.concerns(header)) return;
    const taken = this.run.take(header, arrays);
    if (!taken && !this.#asked) connection().watch(this);
    this.#asked = !taken;
    this.#settle();
  }

  /** @param {Message} message */
  message(message) {
    if (message.type === "status") this.#take(message);
    else if (message.type === "verdicts") this.verdicts = message.verdicts;
    else if (message.type === "refused") this.error = message.error;
    else if (message.type === "resync") this.#try(() => this.#read().then(() => connection().watch(this)));
    this.#settle();
  }

  /** @param {boolean} open */
  connected(open) {
    this.online = open;
    this.changed();
  }

  /** @param {Recording} status */
  #take(status) {
    const known = this.recordings.get(status.recording);
    if (known) this.recordings.set(status.recording, { ...known, ...status });
    else this.#try(() => this.#read().then(() => connection().watch(this)));
  }

  /** What the server knows: recordings, rows, verdicts. */
  async #read() {
    const info = await about(this.id);
    this.recordings = new Map(info?.recordings.map((one) => [one.recording, one]));
    if (info?.recordings.some(({ number = -1 }) => number >= 0)) await this.run.load();
    this.#settle();
    if (!this.run.empty && !this.clock.active) this.verdicts = await verdicts(this.id);
  }

  /** Bring the clock up to what is known. */
  #settle() {
    const { clock, run, status } = this;
    clock.active = status.state !== null && ACTIVE.includes(status.state);
    clock.head = Math.max(0, run.lastStep);
    const expected = Math.max(1, this.data.cost.steps - 1);
    clock.total = Math.max(1, status.state === "done" ? run.lastStep : Math.max(expected, run.lastStep));
    if (clock.following && clock.playing) clock.step = clock.head;
    this.changed();
  }

  /** @param {() => Promise<void>} act */
  async #act(act) {
    if (this.busy) return;
    this.busy = true;
    this.error = "";
    this.changed();
    await this.#try(act);
    this.busy = false;
    this.changed();
  }

  /** Do it; a refusal becomes the sentence beside the button. @param {() => Promise<void>} act */
  async #try(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.error = error.message;
      this.changed();
    }
  }
}
