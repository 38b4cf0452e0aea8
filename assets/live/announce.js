/** The sentence that says what the figure shows: caption, alternative text, and spoken at marks and the end. */

import { describe, Refusal } from "./server.js";

/** Milliseconds between two requests while the view moves. */
const PAUSE = 700;

export class Voice {
  /** @type {Map<number, string>} */
  #known = new Map();
  #wanted = -1;
  #aloud = false;
  #timer = 0;
  #closed = false;

  /** @param {string} id @param {(text: string, aloud: boolean) => void} say */
  constructor(id, say) {
    this.id = id;
    this.say = say;
  }

  /** The view is at `step`; `aloud` where something happened there. @param {number} step @param {boolean} aloud */
  at(step, aloud) {
    if (step === this.#wanted && !aloud) return;
    this.#wanted = step;
    this.#aloud ||= aloud;
    this.#next();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #next() {
    const known = this.#known.get(this.#wanted);
    if (known !== undefined) this.#speak(known);
    else this.#timer ||= setTimeout(() => this.#ask(), PAUSE);
  }

  async #ask() {
    const step = this.#wanted;
    try {
      const { text } = await describe(this.id, step);
      this.#known.set(step, text);
      this.#speak(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#speak(error.message);
    } finally {
      this.#timer = 0;
    }
    if (step !== this.#wanted && !this.#closed) this.#next();
  }

  /** @param {string} text */
  #speak(text) {
    if (this.#closed) return;
    this.say(text, this.#aloud);
    this.#aloud = false;
  }
}
