/** The sentence that says what the figure shows: caption, alternative text, and spoken at marks and the end. */

import { describe, Refusal } from "./server.js";

/** Milliseconds between two requests while the view moves. */
const PAUSE = 700;

export class Voice {
  #id = "";
  /** @type {Map<number, string>} */
  #known = new Map();
  #wanted = -1;
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

  /** The view is at `step`; `aloud` where something happened there. @param {number} step @param {boolean} aloud */
  at(step, aloud) {
    if (step === this.#wanted && !aloud) return;
    this.#wanted = step;
    this.#aloud ||= aloud;
    const known = this.#known.get(step);
    if (known !== undefined) this.#speak(known);
    else this.#timer ||= setTimeout(() => this.#ask(this.#id), PAUSE);
  }

  /** @param {string} id */
  async #ask(id) {
    const step = this.#wanted;
    const text = await describe(id, step).catch((error) => {
      if (error instanceof Refusal) return error.message;
      throw error;
    });
    if (id !== this.#id) return;
    this.#known.set(step, text);
    this.#speak(text);
    this.#timer = step === this.#wanted ? 0 : setTimeout(() => this.#ask(id), PAUSE);
  }

  /** @param {string} text */
  #speak(text) {
    this.say(text, this.#aloud);
    this.#aloud = false;
  }
}
