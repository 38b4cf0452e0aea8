/** The question at the cliff: futures and their chips, "just show me", and afterwards one's guess beside the truth. */

/** @import { Session } from "./session.js" */

import { element } from "./dom.js";
import { Futures, picture, sorted } from "./futures.js";
import { thin } from "./numbers.js";

export class Question {
  element = element("section", { className: "lab-ask", hidden: true, ariaLive: "polite" });
  futures = new Futures();
  /** The chips from above down, and what each asks about. @type {HTMLElement[]} */
  #chips = [];
  /** @type {import("./types").Future[]} */
  #shapes = [];
  #drawn = "";

  /** @param {() => Session} session */
  constructor(session) {
    this.session = session;
  }

  /** Whether something else is asked or said than before. @param {Session} session */
  show({ film, clock }) {
    const asking = film !== null && film.asking(clock.at);
    const outcome = film?.over ? film.outcome : null;
    const guess = film?.answer ?? "";
    const drawn = asking ? "asked" : outcome ? "told" : guess ? "guessed" : "";
    if (drawn === this.#drawn) return false;
    this.#drawn = drawn;
    this.element.hidden = !drawn;
    if (!asking) [this.#chips, this.#shapes] = [[], []];
    if (!asking) this.futures.rest();
    if (!drawn) this.futures.clear();
    this.element.dataset.about = drawn;
    this.element.replaceChildren(...(film && asking ? this.#asked(film.asked) : outcome ? told(guess, outcome) : guess ? [said(guess)] : []));
    return true;
  }

  /** The lines of the picture, where its axes have them now. @param {import("./figure.js").LiveFigure} hero */
  place(hero) {
    const { film } = this.session();
    if (film && this.#chips.length && this.#shapes.length) this.futures.ask(hero, film, this.#shapes, this.#chips);
    else this.futures.tell(hero, film);
  }

  /** @param {import("./film.js").Film["asked"]} asked */
  #asked({ question, choices, futures }) {
    const order = futures.length ? sorted(futures) : choices.map((_, i) => i);
    this.#shapes = futures.length ? order.map((i) => futures[i]) : [];
    this.#chips = order.map((i, place) => this.#chip(choices[i], futures[i], place));
    const skip = element("button", { type: "button", className: "lab-shown", onclick: () => void this.session().answer("") }, "just show me");
    return [element("h2", {}, thin(question)), element("div", { className: "lab-chips" }, ...this.#chips), element("p", { className: "lab-skip" }, "Or ", skip, ".")];
  }

  /** @param {string} choice @param {import("./types").Future | undefined} future @param {number} place from above */
  #chip(choice, future, place) {
    const drawn = future ? [picture(future)] : [];
    const chip = element("button", { type: "button", onclick: () => void this.session().answer(choice) }, ...drawn, element("span", {}, thin(choice)));
    chip.onpointerenter = chip.onfocus = () => this.futures.mark(place);
    chip.onpointerleave = chip.onblur = () => this.futures.mark();
    return chip;
  }
}

/** @param {string} guess */
const said = (guess) => element("p", { className: "lab-guess" }, `You said: ${thin(guess)}.`);

/** One's guess and what was so, a line each, then the sentence with the numbers. @param {string} guess @param {import("./types").Outcome} outcome */
function told(guess, { truth, told: sentence }) {
  const right = truth.includes(guess);
  const was = element("h2", {}, right ? "So it was." : thin(truth.join(" · ")));
  return [...(guess ? [said(guess)] : []), was, element("p", {}, thin(sentence))];
}
