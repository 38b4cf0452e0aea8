/** "The paper says, this run says": a claim's sentence, and the outcome once the view has been at the end. */

/** @import { Claim, Verdict } from "./types" */

import { element, write } from "./dom.js";

export class Verdicts {
  element = element("section", { className: "lab-verdicts" });
  /** @type {Map<string, { item: HTMLElement, outcome: HTMLElement, number: HTMLElement }>} */
  #items = new Map();
  #list = element("ul");
  #text = "";

  /** @param {Claim[]} claims */
  list(claims) {
    this.#items.clear();
    [this.#list, this.#text] = [element("ul"), ""];
    for (const { slug, sentence, criterion } of claims) {
      const outcome = element("strong");
      const number = element("small", {}, criterion);
      const item = element("li", { title: criterion }, outcome, element("span", {}, sentence), number);
      this.#items.set(slug, { item, outcome, number });
      this.#list.append(item);
    }
    this.element.replaceChildren(element("h2", {}, "The paper says · this run says"), this.#list);
    this.element.hidden = claims.length === 0;
  }

  /** Put the outcomes in, last what this run says nothing to; none while it is still a secret. @param {Verdict[]} verdicts */
  show(verdicts) {
    const text = verdicts.map(({ slug, outcome, number }) => `${slug} ${outcome} ${number}`).join();
    if (text === this.#text) return;
    this.#text = text;
    const by = new Map(verdicts.map((one) => [one.slug, one]));
    for (const [slug, { item, outcome, number }] of this.#items) {
      const verdict = by.get(slug);
      item.dataset.outcome = verdict?.outcome ?? "open";
      write(outcome, verdict?.outcome ?? "");
      write(number, verdict?.number ?? item.title);
      if (verdict) this.#list.append(item);
    }
    for (const { item } of this.#items.values()) if (item.dataset.outcome === "not observed") this.#list.append(item);
  }
}
