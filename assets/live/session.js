/** What a page knows of one run or set, and what a person may do to it: rows, states, the view's clock. */

/** @import { Arrays, Chunk, Data, Message, Recording, State, Verdict, Watcher } from "./types" */

import { Clock } from "./clock.js";
import { connection } from "./connection.js";
import { Film, step } from "./film.js";
import { curveOf, Run } from "./run.js";
import { about, outcome, post, Refusal, verdicts } from "./server.js";
import { named } from "./shapes.js";

/** @type {State[]} the one that counts first, of several recordings */
const STATES = ["running", "paused", "queued", "failed", "stopped", "interrupted", "left", "done"];
const ACTIVE = STATES.slice(0, 3);
const UNFINISHED = STATES.slice(4, 7);
/** Rows around a sought step that are read in full, to each side. */
const AROUND = 50;

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
  /** Whether the server has anything of that id: what it has not is never asked for. */
  #known;
  /** The first ten seconds, where they are shown. @type {Film | null} */
  film = null;
  /** Nothing may move by itself. */
  #still = false;
  #arrived = false;
  #closed = false;
  #asked = false;
  /** @type {Promise<void> | null} */
  #reading = null;

  /** @param {Data} data @param {() => void} changed called after anything here has changed */
  constructor(data, changed) {
    this.data = data;
    this.id = data.id;
    this.#known = data.known;
    this.changed = () => this.#closed || changed();
    this.bindings = data.figures.flatMap(({ bindings }) => bindings);
    const curves = this.bindings.map(curveOf).filter((curve) => curve !== null);
    this.run = new Run(data.id, data.members.map(({ run }) => run), curves);
    this.clock.total = Math.max(1, data.cost.steps - 1);
  }

  /** Read what is recorded, watch what comes, and wait until it can be drawn. @param {Promise<unknown>} drawable */
  open(drawable) {
    return this.#try(async () => void (await Promise.all([this.#read(), drawable])));
  }

  /** Begin to show it: the moment that was asked for, the head of what computes, or the recording, played once or whole. @param {boolean} still */
  arrive(still) {
    const { clock, data, run } = this;
    [this.#still, this.#arrived] = [still, true];
    const at = data.step ?? (data.at ? step(data.at, run, data) : undefined);
    const film = clock.active || run.empty || at !== undefined ? null : Film.of(data, run);
    if (at !== undefined) clock.seek(at);
    else if (clock.active) clock.follow();
    else if (film && !film.known && (!data.until || data.until === "cliff")) this.#show(film);
    else if (data.until) this.#stopBefore(step(data.until, run, data));
    else if (still) clock.seek(clock.head);
    else if (!this.run.empty) clock.play();
    this.changed();
  }

  /** @param {Film} film */
  #show(film) {
    this.film = film;
    film.start(this.clock, this.#still);
  }

  /** Play up to a moment; the next press of the button goes on. @param {number} [at] */
  #stopBefore(at = Infinity) {
    const { clock } = this;
    clock.limit = at;
    if (this.#still) clock.seek(at);
    else clock.play();
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
    return [active, shown].find((one) => one.length) ?? all.slice(0, 1);
  }

  /** State, progress and waiting time of the recordings that count, as of one. */
  get status() {
    const of = this.#current;
    return {
      state: STATES.find((state) => of.some((one) => one.state === state)) ?? null,
      part: of.reduce((sum, one) => sum + one.progress / (one.steps || 1), 0) / (of.length || 1),
      left: Math.max(0, ...of.map((one) => one.seconds_left ?? 0)),
      ahead: Math.max(0, ...of.map((one) => one.ahead ?? 0)),
      mine: of.length > 0 && of.every((one) => one.mine),
      error: of.find((one) => one.error)?.error ?? "",
      origin: of.find((one) => one.origin !== "here")?.origin ?? "here",
    };
  }

  /** What the main button does. */
  get main() {
    const { clock, run, film } = this;
    const { state, mine } = this.status;
    if (film?.playing) return "pause";
    if (clock.end < clock.head) return clock.playing ? "pause" : "play";
    if (run.empty && !clock.active) return "run";
    if (clock.active && mine && state === "paused") return "resume";
    if (clock.playing) return "pause";
    if (!clock.atHead || clock.active || !state) return "play";
    if (mine && UNFINISHED.includes(state)) return "continue";
    return state === "failed" ? "run" : "play";
  }

  /** The marks that some figure shows, in the order of what they point to. */
  get marks() {
    const shown = (/** @type {import("./types").Mark} */ mark) =>
      this.bindings.some((one) => "mark" in one && named(mark, one.mark));
    return this.run.marks.filter(shown).sort((a, b) => a.at - b.at);
  }

  // --- what a person does

  /** The main button: pausing and resuming a run of one's own acts on the run and the view together. */
  press() {
    const { main, clock, film } = this;
    if (film?.asking(clock.at)) return this.answer("");
    if (film && !film.over) return this.#toggle(film);
    if (clock.atHead) clock.limit = Infinity;
    const own = clock.active && this.status.mine;
    if (main === "run") return this.launch();
    if (main === "resume" || main === "continue") return this.command("resume");
    if (main === "pause" && !(own && clock.following)) clock.pause(); // else the view rests where the run will
    else if (main === "play" && clock.following && clock.active) clock.follow();
    else if (main === "play") clock.play();
    this.changed();
    return main === "pause" && own ? this.command("pause") : undefined;
  }

  /** @param {Film} film */
  #toggle(film) {
    film.playing = !film.playing;
    this.changed();
    return undefined;
  }

  /** What the viewer says at the cliff, "" for being shown; then the outcome plays. @param {string} choice */
  answer(choice) {
    const { film } = this;
    film?.take(choice, this.clock, this.#still);
    return this.#try(async () => {
      if (film) film.outcome = await outcome(this.id);
      this.changed();
    });
  }

  /** The viewer goes their own way; what lies beyond an open question stays hidden. */
  leaveFilm() {
    this.film?.leave();
    if (!this.#still) this.clock.play();
    this.changed();
  }

  /** Let time pass; whether the view changed. @param {number} seconds */
  tick(seconds) {
    if (!this.film?.playing) return this.clock.tick(seconds);
    this.film.tick(this.clock, seconds);
    return true;
  }

  get moving() {
    return Boolean(this.film?.playing) || this.clock.moving;
  }

  /** Whether something must not be told yet. */
  get secret() {
    const { film, clock, data } = this;
    if (!this.#arrived) return Boolean(data.cut ?? data.until);
    return clock.limit < Infinity || (film !== null && (film.answer === null || film.playing));
  }

  /** Start the run that the page describes, and follow it. */
  launch() {
    return this.#act(async () => {
      await post("/runs", this.data.launch);
      this.#known = true;
      await this.#read();
      if (this.clock.active) this.clock.follow();
      else this.clock.play();
    });
  }

  /** @param {"pause" | "resume" | "step" | "stop"} command */
  command(command) {
    return this.#act(async () => {
      await post(`/runs/${this.id}/commands`, { command });
      if (command === "step" || command === "resume") this.clock.follow();
    });
  }

  /** One row on: of the run itself where it is ours and paused, else of the view. */
  step() {
    const { state, mine } = this.status;
    if (state === "paused" && mine && this.clock.atHead) return this.command("step");
    return this.seek(this.clock.at + this.run.stride);
  }

  /** @param {number} step */
  seek(step) {
    this.film?.leave();
    this.clock.seek(step);
    this.changed();
    const { clock, run } = this;
    return this.refine(clock.at - AROUND * run.stride, clock.at + AROUND * run.stride);
  }

  /** @param {1 | -1} direction to the next mark, or the one before */
  seekMark(direction) {
    const steps = this.marks.map(({ at }) => at);
    const { at } = this.clock;
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
    return { ...Object.fromEntries(active.map(({ recording }) => [recording, -1])), ...this.run.cursors };
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
    if (message.type === "verdicts") this.verdicts = message.verdicts;
    else if (message.type === "refused") this.error = message.error;
    else if (message.type === "resync") this.#try(() => this.#read());
    else if (message.type === "status") {
      this.#known = true;
      const known = this.recordings.get(message.recording);
      if (known) this.recordings.set(message.recording, { ...known, ...message });
      else this.#try(() => this.#read());
    }
    this.#settle();
  }

  /** @param {boolean} open */
  connected(open) {
    this.online = open;
    this.changed();
  }

  /** Read what the server knows, recordings, rows and verdicts, and watch from there; once at a time. */
  #read() {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readAll() {
    const info = this.#known ? await about(this.id) : null;
    if (info?.recordings.some(({ number = -1 }) => number >= 0)) await this.run.load();
    this.recordings = new Map(info?.recordings.map((one) => [one.recording, one]));
    this.#settle();
    if (!this.run.empty && !this.clock.active) this.verdicts = await verdicts(this.id);
    if (!this.#closed) connection().watch(this);
    this.changed();
  }

  /** Bring the clock up to what is known. */
  #settle() {
    const { clock, run, status, data } = this;
    const held = clock.playing || (clock.atHead && !clock.active); // the last rows may come after the word that it is done
    clock.active = status.state !== null && ACTIVE.includes(status.state);
    clock.head = Math.max(0, run.lastStep);
    clock.total = Math.max(1, run.lastStep, status.state === "done" ? 0 : data.cost.steps - 1);
    if (clock.following && held) clock.step = clock.head;
    this.changed();
  }

  /** What a person has asked for; one thing at a time. @param {() => Promise<void>} act */
  async #act(act) {
    if (this.busy) return;
    [this.busy, this.error] = [true, ""];
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
