/** Where on a page its figures stand: the hero, or what was enlarged into its place; the others below, in a row. */

/** @import { LiveFigure } from "./figure.js" */

import { element } from "./dom.js";

/** Of a comparison: the run's number, and what is shown of it. */
const BESIDE = /^beside-(\d+)-(.*)$/;

export class Places {
  plots = element("div", { className: "lab-plots" });
  legend = element("div", { className: "lab-legend" });
  remark = element("div", { className: "lab-remarks" });
  #row = element("div", { className: "lab-charts" });
  others = element("section", { className: "lab-else" }, element("h2", {}, "What else happened in these steps"), this.#row);
  /** What stands in the hero's place, if something does. @type {LiveFigure | null} */
  #large = null;

  /** @param {LiveFigure[]} figures the first is the hero */
  arrange(figures) {
    const [hero, ...others] = figures;
    if (this.#large && !figures.includes(this.#large)) this.#large = null;
    const [, , name] = BESIDE.exec(hero.figure.name) ?? [];
    const alike = name ? others.filter(({ figure }) => BESIDE.exec(figure.name)?.[2] === name) : [];
    hero.element.dataset.frame = "plot";
    hero.element.hidden = this.#large !== null;
    place(this.plots, [hero, ...(this.#large ? [this.#large] : alike)]);
    place(this.#row, others.filter((figure) => figure !== this.#large && !alike.includes(figure)));
    this.others.hidden = !this.#row.firstChild;
    if (this.legend.firstChild !== hero.legend.element) this.legend.replaceChildren(hero.legend.element);
    if (this.remark.firstChild !== hero.remark) this.remark.replaceChildren(hero.remark);
  }

  /** Put one into the hero's place, or back: those that have another width now. @param {LiveFigure} figure @param {LiveFigure[]} figures */
  enlarge(figure, figures) {
    const before = this.#large;
    this.#large = before === figure ? null : figure;
    for (const one of [before, figure]) if (one) one.large = one === this.#large;
    this.arrange(figures);
    return [...new Set([figures[0], figure, ...(before ? [before] : [])])];
  }
}

/** Have these figures in a place, each kept where it is there already: else focus would go. @param {HTMLElement} parent @param {LiveFigure[]} figures */
function place(parent, figures) {
  const there = [...parent.children];
  const wanted = figures.map((figure) => figure.element);
  if (wanted.length !== there.length || wanted.some((one, i) => one !== there[i])) parent.replaceChildren(...wanted);
}

/** A caption's first sentence, and the rest in softer ink. @param {string} text */
export function halves(text) {
  const [first] = /^.+?[.;] (?=\S)/.exec(text) ?? [text];
  return [first, element("span", {}, text.slice(first.length))];
}
