/** The family under the figure: a line of single children with marks, and the branches beside it. */

/** @import { FamilyInfo, Offers, Relative } from "./types" */

import { element } from "./dom.js";
import { three, whole } from "./numbers.js";

/** A change in words: `ε = 0.1`. @param {string} name @param {unknown} value @param {Offers | null} [offers] */
export function change(name, value, offers) {
  const field = offers?.fields.find((one) => one.name === name);
  const action = offers?.actions.find((one) => one.name === name);
  if (action) return action.title;
  return `${field?.symbol || field?.label || name} = ${typeof value === "number" ? short(value) : value}`;
}

/** A setting as a person would write it. @param {number} value */
const short = (value) => (Number(value.toPrecision(4)) === value ? String(value) : three(value));

/** What happened to a relative, and when. @param {Relative} relative @param {Offers | null} [offers] */
export function told({ at, set }, offers) {
  if (at === null) return "the first run";
  return `${Object.entries(set).map(([name, value]) => change(name, value, offers)).join(", ")} at ${whole(at)}`;
}

export class FamilyTree {
  element = element("nav", { className: "lab-family", hidden: true, ariaLabel: "Family of this run" });
  #drawn = "";

  /** @param {(run: string) => void} open */
  constructor(open) {
    this.open = open;
  }

  /** @param {FamilyInfo | null} family @param {Offers | null} offers */
  show(family, offers) {
    const drawn = JSON.stringify(family);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.hidden = !family || (!family.parent && !family.children.length);
    if (!family || this.element.hidden) return;
    const { chain, here, children } = family;
    const line = chain.length ? chain : [here];
    const above = family.parent && !line.some(({ run }) => run === family.parent?.run) ? [family.parent] : [];
    const item = (/** @type {Relative} */ one) => {
      const name = one.run === here.run ? element("strong", {}, told(one, offers)) : this.#button(one, offers);
      return element("li", {}, name);
    };
    const beside = children.filter(({ run }) => !line.some((one) => one.run === run));
    this.element.replaceChildren(
      element("h2", {}, "Runs of this family"),
      element("ol", {}, ...[...above, ...line].map(item)),
      element("ul", {}, ...beside.map(item)),
    );
  }

  /** @param {Relative} one @param {Offers | null} offers */
  #button(one, offers) {
    return element("button", { type: "button", onclick: () => this.open(one.run) }, told(one, offers));
  }
}
