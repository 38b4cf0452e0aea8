/** What a person sees and does of one run or set: the view's clock and film, and commands to the run. */

/** @import { Data, Mark } from "./types" */

import { Clock } from "./clock.js";
import { change } from "./family.js";
import { Feed } from "./feed.js";
import { Film, step } from "./film.js";
import { stepsInDecades } from "./layout.js";
import { outcome, post } from "./server.js";
import { named } from "./sheet.js";
import { ACTIVE, UNFINISHED } from "./status.js";

/** Rows around a sought step that are read in full, to each side. */
const AROUND = 50;

export class Session extends Feed {
  clock = new Clock();
  /** A request of this person is on its way. */
  busy = false;
  /** The first ten seconds, where they are shown. @type {Film | null} */
  film = null;
  /** Nothing may move by itself. */
  #still = false;
  #arrived = false;

  /**
   * @param {Data} data
   * @param {{ changed(): void, went(run: string, step: number): void }} hooks called after anything here has
   * changed, and where a branch goes on
   */
  constructor(data, { changed, went }) {
    super(data, changed);
    this.went = went;
    this.clock.total = Math.max(1, data.cost.steps - 1);
    this.clock.log = stepsInDecades(data.figures[0]);
  }

  /** Begin to show it: the moment that was asked for, the head of what computes, or the recording, played once or whole. @param {boolean} still */
  arrive(still) {
    const { clock, data, run } = this;
    [this.#still, this.#arrived] = [still, true];
    const at = data.step ?? (data.at ? step(data.at, run, data) : undefined);
    const missing = [data.at, data.until].find((name) => name && step(name, run, data) === undefined);
    if (missing && !run.empty) this.error = `This run has no moment called ${missing.slice(0, 40)}.`;
    const film = clock.active || run.empty || at !== undefined ? null : Film.of(data, run);
    if (at !== undefined) clock.seek(at);
    else if (clock.active) clock.follow();
    else if (film && data.answer) {
      this.#show(film);
      void this.answer(data.answer); // somebody has answered on the way here
    } else if (film && !film.known && (!data.until || data.until === "cliff")) this.#show(film);
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

  // --- what is so

  /** Whether this person's run computes, or waits to. */
  get own() {
    return this.clock.active && this.status.mine;
  }

  /** Whether something of it is this person's to delete. */
  get deletes() {
    return !this.clock.active && [...this.recordings.values()].some(({ mine }) => mine);
  }

  /** What the main button does. */
  get main() {
    const wanted = this.#wanted;
    return wanted === "run" && !this.data.launch ? "play" : wanted; // where nothing can be started
  }

  get #wanted() {
    const { clock, run, film } = this;
    const { state, mine } = this.status;
    if (film?.playing) return "pause";
    if (this.opening) return "play";
    if (clock.end < clock.head) return clock.playing ? "pause" : "play";
    if (run.empty && !clock.active) return "run";
    if (clock.active && mine && state === "paused") return "resume";
    if (clock.playing) return "pause";
    if (run.missing && clock.atHead && !clock.active) return "run";
    if (!clock.atHead || clock.active || !state) return "play";
    if (mine && UNFINISHED.includes(state)) return "continue";
    return state === "failed" ? "run" : "play";
  }

  /** Whether what is recorded has not come yet. */
  get opening() {
    return this.known && this.run.empty && !this.#arrived;
  }

  /** Whether one may ask "what if" here. */
  get branches() {
    return Boolean(this.data.offers?.fields.length || this.data.offers?.actions.length) && !this.run.empty && !this.secret;
  }

  /** What was changed on the way, in words, by step. @returns {{ at: number, text: string }[]} */
  get changes() {
    return this.acts.map(([at, name, value]) => ({ at, text: change(name, value, this.data.offers) }));
  }

  /** Columns that an open question is about. */
  get veil() {
    return this.film?.veil ?? [];
  }

  /** The marks that some figure shows, in the order of what they point to. */
  get marks() {
    if (this.veil.length) return [];
    const isShown = (/** @type {Mark} */ mark) =>
      this.bindings.some((one) => "mark" in one && named(mark, one.mark));
    return this.run.marks.filter(isShown).sort((a, b) => a.at - b.at);
  }

  // --- what a person does

  /** The main button: pausing and resuming a run of one's own acts on the run and the view together. */
  press() {
    const { main, clock, film } = this;
    if (film?.asking(clock.at)) return this.answer("");
    if (film && !film.over) return this.#toggle(film);
    film?.leave();
    if (clock.atHead) clock.limit = Infinity;
    const { own } = this;
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
    return this.attempt(async () => {
      if (film) await this.patiently(async () => void (film.outcome = await outcome(this.id)));
      this.changed();
    });
  }

  /** Let time pass; whether the view changed. @param {number} seconds */
  tick(seconds) {
    if (!this.film?.playing) return this.clock.tick(seconds);
    this.film.tick(this.clock, seconds);
    return true;
  }

  /** Stand still at the end of what may be shown, where it moves. @returns {() => void} what lets it go on */
  rest() {
    const { clock, film } = this;
    const before = { playing: clock.playing, showing: film?.playing, window: film?.window, step: clock.step };
    if (this.moving || before.showing) [clock.playing, clock.step] = [false, clock.end];
    if (film?.playing) [film.playing, film.window] = [false, film.answer === null ? film.window : null];
    return () => {
      [clock.playing, clock.step] = [before.playing, before.step];
      if (film) [film.playing, film.window] = [Boolean(before.showing), before.window ?? null];
    };
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
      await post("/runs", this.data.launch ?? {});
      this.known = true;
      await this.read();
      if (this.clock.active) this.clock.follow();
      else this.clock.play();
    });
  }

  /** The page has begun recordings of this: follow them. */
  meetStarted() {
    return this.#act(async () => {
      await this.read();
      if (this.clock.active) this.clock.follow();
    });
  }

  /** Train the same once more, beside what is recorded. */
  again() {
    return this.#act(async () => {
      await post("/runs", { ...this.data.launch, again: true });
      await this.read();
    });
  }

  /** Delete what this person has recorded of it; the page then begins anew, with its settings. */
  forget() {
    return this.#act(async () => {
      await post(`/runs/${this.id}/delete`, {});
      location.reload();
    });
  }

  /** Where a change begins: at the step that is shown; after the last one nothing would come, so where this run was changed, or asked about. */
  get fork() {
    const { clock, family, data, run } = this;
    if (clock.active || clock.at < clock.total || this.status.state !== "done") return clock.at;
    return family?.here.at ?? step("cliff", run, data) ?? clock.at;
  }

  /** Go on as a new run with these changes: at the head the same worker does, else from `fork`. @param {Record<string, unknown>} set */
  async branch(set, steer = this.own && this.clock.atHead) {
    const { id } = this;
    let done = false;
    await this.#act(async () => {
      const path = steer ? `/runs/${id}/commands` : `/runs/${id}/branches`;
      const answer = await post(path, steer ? { command: "intervene", set } : { at: this.fork, set });
      done = true;
      this.went(answer.run ?? answer.id, answer.at);
    });
    return done;
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
    const steps = [...this.marks.map(({ at }) => at), ...this.acts.map(([at]) => at)].sort((a, b) => a - b);
    const { at } = this.clock;
    const next = direction > 0 ? steps.find((one) => one > at) : steps.findLast((one) => one < at);
    if (next !== undefined) this.seek(next);
  }

  /** The rows between two steps in full. @param {number} from @param {number} to */
  refine(from, to) {
    return this.attempt(async () => {
      if (await this.run.refine(from, to)) this.changed();
    });
  }

  /** Bring the clock up to what is known. */
  settle() {
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
    await this.attempt(act);
    this.busy = false;
    this.changed();
  }
}
