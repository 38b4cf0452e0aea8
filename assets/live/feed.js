/** What is known of one run or set: rows, recordings, verdicts, family; read once, then brought by the live connection. */

/** @import { Family } from "./relatives.js" */
/** @import { Arrays, Chunk, Data, FamilyInfo, Message, Recording, Relative, RunInfo, Verdict, Watcher } from "./types" */

import { curveOf, kindsOf, load } from "./bindings.js";
import { connection } from "./connection.js";
import { DRAWN } from "./relatives.js";
import { Run } from "./run.js";
import { about, Refusal, Silence, verdicts } from "./server.js";
import { ACTIVE, statusOf } from "./status.js";

/** @implements {Watcher} */
export class Feed {
  /** @type {Map<string, Recording>} newest first */
  recordings = new Map();
  /** @type {Verdict[]} */
  verdicts = [];
  /** Interventions of this run: step, name, value. @type {[number, string, unknown][]} */
  acts = [];
  /** @type {FamilyInfo | null} */
  family = null;
  /** The branches of the run that this one left, this one among them; of a first run its own. @type {Relative[]} */
  siblings = [];
  /** What is drawn beside this run. @type {Family} */
  beside = { relatives: [], fork: null };
  /** What is read of it, once the kinds of its bindings are here. @type {import("./run.js").Curve[]} */
  curves = [];
  error = "";
  online = true;
  /** Whether the server has anything of that id: what it has not is never asked for. */
  known;
  /** What the connection was refused last. */
  #refused = "";
  #closed = false;
  #asked = false;
  /** @type {Promise<void> | null} */
  #reading = null;
  /** Recordings that computed when the line was opened: their end may have been told while nobody listened. */
  #missed = new Set();
  /** Called when the server is heard again. @type {(() => void)[]} */
  #waiting = [];

  /** @param {Data} data @param {() => void} changed called after anything here has changed */
  constructor(data, changed) {
    this.data = data;
    this.id = data.id;
    this.known = data.known;
    this.changed = () => this.#closed || changed();
    this.bindings = data.figures.flatMap(({ bindings }) => bindings);
    this.run = new Run(data.id, data.members.map(({ run }) => run));
  }

  /** Read what is recorded, watch what comes, and wait until it can be drawn. @param {Promise<unknown>} drawable */
  open(drawable) {
    return this.attempt(async () => void (await Promise.all([this.read(), drawable])));
  }

  close() {
    this.#closed = true;
    connection().leave(this);
  }

  /** State, progress and waiting time of the recordings that count, as of one. */
  get status() {
    return statusOf([...this.recordings.values()], this.run.cursors);
  }

  /** Something more is known. */
  settle() {
    this.changed();
  }

  /** Cursors of what is shown, and the beginning of what computes besides. */
  cursors() {
    return { ...Object.fromEntries(this.#active.map((recording) => [recording, -1])), ...this.run.cursors };
  }

  /** Recordings that compute. */
  get #active() {
    return [...this.recordings.values()].filter(({ state }) => ACTIVE.includes(state)).map(({ recording }) => recording);
  }

  /** @param {Chunk} header @param {Arrays} arrays */
  chunk(header, arrays) {
    if (!this.run.concerns(header)) return;
    const taken = this.run.take(header, arrays);
    if (!taken && !this.#asked) connection().watch(this);
    this.#asked = !taken;
    this.settle();
  }

  /** @param {Message} message */
  message(message) {
    if (message.type === "verdicts") {
      this.verdicts = message.verdicts;
      void this.attempt(() => this.patiently(() => this.#conclude()));
    } else if (message.type === "refused") this.error = this.#refused = message.error;
    else if (message.type === "resync") this.attempt(() => this.read());
    else if (message.type === "status") {
      this.known = true;
      const known = this.recordings.get(message.recording);
      if (this.#missed.delete(message.recording) && !ACTIVE.includes(message.state)) void this.attempt(() => this.patiently(() => this.#judge()));
      if (known) this.recordings.set(message.recording, { ...known, ...message });
      else this.attempt(() => this.read());
    }
    this.settle();
  }

  /** @param {boolean} open */
  connected(open) {
    if (open && this.error === this.#refused) this.error = ""; // it is said anew if it is still so
    this.online = open;
    if (open) {
      this.#missed = new Set(this.#active);
      for (const heard of this.#waiting.splice(0)) heard();
    }
    this.changed();
  }

  /** Read what the server knows, recordings, rows and verdicts, and watch from there; once at a time. */
  read() {
    this.#reading ??= this.patiently(() => this.#readAll()).finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** Ask for something, and where the server is silent once more when it is heard again. @param {() => Promise<void>} ask */
  async patiently(ask) {
    let silence = "";
    for (;;) {
      try {
        await ask();
        if (silence && this.error === silence) this.error = "";
        this.changed();
        return;
      } catch (error) {
        if (!(error instanceof Silence) || this.#closed) throw error;
        this.error = silence = error.message;
        await this.#heard();
      }
    }
  }

  /** The server is heard again. @returns {Promise<void>} */
  #heard() {
    connection().watch(this);
    connection().renew();
    this.changed();
    return new Promise((heard) => this.#waiting.push(heard));
  }

  async #readAll() {
    const [info] = await Promise.all([this.known ? about(this.id) : null, this.#want()]);
    if (info?.recordings.some(({ number = -1 }) => number >= 0)) await this.run.load();
    this.#take(info);
    void this.attempt(() => this.patiently(() => this.#meet()));
    if (!this.run.empty && !ACTIVE.includes(this.status.state ?? "done")) void this.attempt(() => this.patiently(() => this.#weigh()));
    if (!this.#closed) connection().watch(this);
    this.changed();
  }

  /** Know which curves are to be read, the first time. */
  async #want() {
    if (this.curves.length) return;
    await load(kindsOf(this.data.figures));
    this.curves = this.bindings.map(curveOf).filter((curve) => curve !== null);
    this.run.want(this.curves);
  }

  /** A recording is at its end: its digests are known. */
  async #conclude() {
    this.#take(await about(this.id));
  }

  /** Read what the claims say to it. */
  async #weigh() {
    this.verdicts = await verdicts(this.id);
  }

  /** A recording came to its end while nobody listened. */
  async #judge() {
    await this.#weigh();
    await this.#conclude();
  }

  /** @param {RunInfo | null} info */
  #take(info) {
    this.recordings = new Map(info?.recordings.map((one) => [one.recording, one]));
    [this.acts, this.family] = [info?.specification.interventions ?? [], info?.family ?? null];
    this.settle();
  }

  /** Read the curves of the family: the parent and what else it led to, else what this run led to. */
  async #meet() {
    const { family, beside } = this;
    if (!family || this.data.members.length > 1) return;
    const { parent, here, children } = family;
    const others = parent ? ((await about(parent.run))?.family?.children ?? []) : children;
    this.siblings = others;
    const drawn = (/** @type {Relative} */ { run, state }) => run !== here.run && state && !ACTIVE.includes(state);
    const branches = others.filter(drawn).slice(-DRAWN);
    const known = new Map(beside.relatives.map((one) => [one.run.id, one]));
    const meet = async (/** @type {string} */ id, /** @type {number} */ from, /** @type {string} */ role) => {
      const run = known.get(id)?.run ?? new Run(id, [id], this.curves);
      if (run.empty) await run.load();
      return { run, from, role };
    };
    const role = parent ? "others" : "second";
    const met = branches.map(({ run, joins }) => meet(run, joins ?? 0, role));
    const above = parent?.recording ? [meet(parent.run, 0, "others")] : [];
    const relatives = await Promise.all([...above, ...met]);
    this.beside = { relatives, fork: parent?.recording ? here.joins : null };
    this.changed();
  }

  /** Do it; a refusal becomes the sentence beside the button. @param {() => Promise<void>} act */
  async attempt(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.error = error.message;
      this.changed();
    }
  }
}
