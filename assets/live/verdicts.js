/** "The paper says, this run says": a claim's sentence, and the outcome once the view has been at the end. */

/** @import { Claim, Verdict } from "./types" */

import { element, write } from "./dom.js";

export class Verdicts {
  element = element("section", { className: "lab-verdicts" });
  /** @type {Map<string, { item: HTMLElement, outcome: HTMLElement, number: HTMLElement }>} */
  #items = new Map();

  /** @param {Claim[]} claims */
  list(claims) {
    this.#items.clear();
    const list = element("ul");
    for (const { slug, sentence, criterion } of claims) {
      const outcome = element("strong");
      const number = element("small", {}, criterion);
      const item = element("li", { title: criterion }, outcome, element("span", {}, sentence), number);
      this.#items.set(slug, { item, outcome, number });
      list.append(item);
    }
    this.element.replaceChildren(element("h2", {}, "The paper says · this run says"), list);
    this.element.hidden = claims.length === 0;
  }

  /** Put the outcomes in; none while it is still a secret. @param {Verdict[]} verdicts */
  show(verdicts) {
    const by = new Map(verdicts.map((one) => [one.slug, one]));
    for (const [slug, { item, outcome, number }] of this.#items) {
      const verdict = by.get(slug);
      item.dataset.outcome = verdict?.outcome ?? "open";
      write(outcome, verdict?.outcome ?? "");
      write(number, verdict?.number ?? item.title);
    }
  }
}
