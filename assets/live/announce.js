/** The sentence that says what the figure shows: caption, alternative text, and spoken at marks and the end. */

import { describe, Refusal, Silence } from "./server.js";

/** Milliseconds between two requests while the view moves. */
const PAUSE = 700;

export class Voice {
  #id = "";
  /** @type {Map<number, string>} */
  #known = new Map();
  #wanted = -1;
  /** How many chunks the known sentences rest on. */
  #taken = 0;
  #aloud = false;
  #timer = 0;

  /** @param {(text: string, aloud: boolean) => void} say */
  constructor(say) {
    this.say = say;
  }

  /** Speak of another run, or of none. @param {string} id */
  of(id) {
    clearTimeout(this.#timer);
    this.#known.clear();
    [this.#id, this.#wanted, this.#timer] = [id, -1, 0];
  }

  /** The view is at `step` of a run of so many chunks; `aloud` where something happened there. @param {number} step @param {number} taken @param {boolean} aloud */
  at(step, taken, aloud) {
    if (step === this.#wanted && taken === this.#taken && !aloud) return;
    if (taken !== this.#taken) this.#known.clear();
    this.#taken = taken;
    this.#wanted = step;
    this.#aloud ||= aloud;
    const known = this.#known.get(step);
    if (known !== undefined) this.#speak(known);
    else this.#timer ||= setTimeout(() => this.#ask(this.#id), PAUSE);
  }

  /** @param {string} id */
  async #ask(id) {
    const [step, taken] = [this.#wanted, this.#taken];
    const text = await describe(id, step).catch((error) => {
      if (error instanceof Silence) return null;
      if (error instanceof Refusal) return error.message;
      throw error;
    });
    if (id !== this.#id) return;
    if (text === null) {
      this.#timer = setTimeout(() => this.#ask(id), PAUSE); // a sentence may come late
      return;
    }
    const same = taken === this.#taken;
    if (same) this.#known.set(step, text);
    this.#speak(text);
    this.#timer = same && step === this.#wanted ? 0 : setTimeout(() => this.#ask(id), PAUSE);
  }

  /** @param {string} text */
  #speak(text) {
    this.say(text, this.#aloud);
    this.#aloud = false;
  }
}
