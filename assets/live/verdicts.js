/** "The paper says, this run says": a claim's sentence, and the outcome once the view has been at the end. */

/** @import { Claim, Verdict } from "./types" */

import { element, indexed, write } from "./dom.js";
import { mark } from "./mark.js";

/** Rows that are seen at once. */
const FEW = 5;
/** @typedef {{ item: HTMLElement, mark: HTMLElement, outcome: HTMLElement, number: HTMLElement, verdict?: Verdict }} Row */

export class Verdicts {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #list = element("ul");
  #text = "";
  #whole = false;
  #all = element("button", { type: "button", className: "lab-all" });
  element = element("section", { className: "lab-verdicts" });

  constructor() {
    this.#all.onclick = () => {
      this.#whole = !this.#whole;
      this.#arrange();
    };
  }

  /** @param {Claim[]} claims @param {string} way to the row of each among all, but for its slug; none in a file @param {boolean} several runs that are judged together */
  list(claims, way, several) {
    this.#rows.clear();
    [this.#list, this.#text, this.#whole] = [element("ul"), "", false];
    for (const { slug, sentence, criterion } of claims) {
      const [outcome, number] = [element("strong"), element("span", {}, ...indexed(criterion))];
      const name = "This claim among all";
      const sign = way ? element("a", { className: "lab-among", href: way + slug, title: name, ariaLabel: name }) : element("span", { ariaHidden: "true" });
      sign.innerHTML = mark("open");
      const words = element("div", {}, element("p", {}, ...indexed(sentence)), element("small", {}, outcome, number));
      const item = element("li", { title: criterion }, sign, words);
      this.#rows.set(slug, { item, mark: sign, outcome, number });
    }
    const heading = element("h2", {}, `The paper says · ${several ? "these runs say" : "this run says"}`);
    this.element.replaceChildren(element("header", {}, heading, this.#all), this.#list);
    this.element.hidden = claims.length === 0;
    this.#arrange();
  }

  /** Put the outcomes in; none while it is still a secret. @param {Verdict[]} verdicts */
  show(verdicts) {
    const text = verdicts.map(({ slug, outcome, number }) => `${slug} ${outcome} ${number}`).join();
    if (text === this.#text) return;
    this.#text = text;
    const by = new Map(verdicts.map((one) => [one.slug, one]));
    for (const [slug, row] of this.#rows) {
      const verdict = (row.verdict = by.get(slug));
      row.item.dataset.outcome = verdict?.outcome ?? "open";
      row.mark.innerHTML = mark(verdict?.outcome ?? "open");
      write(row.outcome, verdict?.outcome ?? "");
      row.number.replaceChildren(...indexed(verdict?.number ?? row.item.title));
    }
    this.#arrange();
  }

  /** What is known first; of a few rows the last is one that does not hold, where there is one. */
  #arrange() {
    const rows = [...this.#rows.values()];
    const quiet = (/** @type {Row} */ { verdict }) => Number(verdict?.outcome === "not observed");
    const sorted = rows.map((row, i) => ({ row, i })).sort((a, b) => quiet(a.row) - quiet(b.row) || a.i - b.i).map(({ row }) => row);
    const fails = sorted.findIndex(({ verdict }) => verdict?.outcome === "does not hold");
    if (fails >= FEW) sorted.splice(FEW - 1, 0, ...sorted.splice(fails, 1));
    this.#list.replaceChildren(...sorted.map(({ item }) => item));
    sorted.forEach(({ item }, i) => (item.hidden = !this.#whole && i >= FEW));
    this.#all.hidden = rows.length <= FEW;
    this.#all.ariaExpanded = String(this.#whole);
    write(this.#all, this.#whole ? "fewer" : `all ${rows.length}`);
  }
}
