/** The question at the cliff: large chips, "just show me", and afterwards one's guess beside the truth. */

/** @import { Session } from "./session.js" */

import { element } from "./dom.js";

export class Question {
  element = element("section", { className: "lab-ask", hidden: true, ariaLive: "polite" });
  #drawn = "";

  /** @param {() => Session} session */
  constructor(session) {
    this.session = session;
  }

  /** @param {Session} session */
  show({ film, clock }) {
    const asking = film !== null && film.asking(clock.at);
    const outcome = film?.over && film.outcome;
    this.element.hidden = !asking && !outcome;
    const drawn = this.element.hidden ? "" : asking ? "asked" : "told";
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.dataset.about = drawn;
    this.element.dataset.place = film?.asked.low ? "low" : "high";
    this.element.replaceChildren(...(film && asking ? this.#asked(film.asked) : film && outcome ? this.#told(film.answer ?? "", outcome) : []));
    this.#makeRoom();
  }

  /** What the verdicts stand below, where both share a column. */
  #makeRoom() {
    const columns = /** @type {HTMLElement | null} */ (this.element.closest(".lab-columns"));
    const room = this.element.hidden ? 0 : this.element.offsetHeight;
    columns?.style.setProperty("--lab-asked", `${room}px`);
  }

  /** @param {import("./film.js").Film["asked"]} asked */
  #asked({ question, choices }) {
    const answer = (/** @type {string} */ choice) => () => void this.session().answer(choice);
    const chips = choices.map((choice) => element("button", { type: "button", onclick: answer(choice) }, choice));
    const skip = element("button", { type: "button", className: "lab-shown", onclick: answer("") }, "Just show me");
    return [element("h2", {}, question), element("div", { className: "lab-chips" }, ...chips), skip];
  }

  /** @param {string} guess @param {import("./types").Outcome} outcome */
  #told(guess, { truth, told }) {
    const right = truth.includes(guess);
    const guessed = guess ? [element("p", { className: "lab-guess" }, `You said: ${guess}. ${right ? "So it was." : ""}`)] : [];
    const was = right ? [] : [element("h2", {}, truth.join(" · "))];
    const on = element("button", { type: "button", onclick: () => this.session().leaveFilm() }, "Go on");
    return [...guessed, ...was, element("p", {}, told), on];
  }
}
