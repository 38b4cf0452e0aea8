/** "What if, from here": any change of the live fields and actions, below the figure; a link's own change first. */

/** @import { Session } from "./session.js" */
/** @import { Offers } from "./types" */

import { values as asked } from "./ask.js";
import { element, write } from "./dom.js";
import { change } from "./family.js";
import { keep, recall } from "./memory.js";
import { whole } from "./numbers.js";

const ONCE = "lab.branched";

export class WhatIf {
  #heading = element("h2");
  #once = element("p", {}, "This is a new run; the old one stays.");
  #body = element("div", { className: "lab-changes" });
  #start = element("button", { type: "submit", className: "lab-start" }, "Start the new run");
  #shortcuts = element("div", { className: "lab-ready" });
  #form = element("form", {}, this.#shortcuts, this.#body);
  #close = element("button", { type: "button", className: "lab-close", ariaLabel: "Close" }, "×");
  element = element("dialog", { className: "lab-whatif", ariaLabel: "What if from here" }, this.#close, this.#heading, this.#once, this.#form);
  /** @type {(() => [string, unknown][])[]} what each input changes, if anything */
  #inputs = [];
  #from = /** @type {Element | null} */ (null);

  /** @param {() => Session} session */
  constructor(session) {
    this.session = session;
    this.#close.onclick = () => this.close();
    this.element.onkeydown = (event) => {
      if (event.key === "Escape") this.close();
    };
    this.#form.onsubmit = (event) => {
      event.preventDefault();
      void this.#branch(Object.fromEntries(this.#inputs.flatMap((changed) => changed())));
    };
    this.#form.oninput = () => this.#ready();
  }

  /** Offer what can be changed, with the changes of a link filled in. @param {Record<string, unknown>} [staged] */
  open(staged = {}) {
    const { offers } = this.session().data;
    if (!offers || this.element.open) return;
    this.#from = document.activeElement;
    this.#once.hidden = recall(ONCE) !== null;
    this.#inputs = [];
    this.#shortcuts.replaceChildren(...this.#buttons(offers, staged));
    this.#body.replaceChildren(...this.#fields(offers, staged), this.#start);
    this.#ready();
    this.element.show();
    this.show(this.session());
    /** @type {HTMLElement | null} */ (this.element.querySelector(".lab-ready button, input"))?.focus({ preventScroll: true });
  }

  close() {
    if (!this.element.open) return;
    this.element.close();
    if (this.#from instanceof HTMLElement) this.#from.focus({ preventScroll: true });
  }

  /** The step may have been scrubbed since. @param {Session} session */
  show({ fork, busy }) {
    if (!this.element.open) return;
    write(this.#heading, `What if, from step ${whole(fork)}?`);
    for (const button of this.#shortcuts.querySelectorAll("button")) button.disabled = busy;
  }

  #ready() {
    this.#start.disabled = !this.#inputs.some((changed) => changed().length);
  }

  /** A link's own change. @param {Offers} offers @param {Record<string, unknown>} staged */
  #buttons(offers, staged) {
    const title = Object.entries(staged).map(([name, value]) => change(name, value, offers)).join(", ");
    return title ? [element("button", { type: "button", onclick: () => void this.#branch(staged) }, title)] : [];
  }

  /** @param {Offers} offers @param {Record<string, unknown>} staged */
  #fields(offers, staged) {
    const fields = offers.fields.map(({ name, label, symbol, kind, choices, allowed, value }) => {
      const input = choices.length ? element("select") : element("input", { type: kind === "bool" ? "checkbox" : "number", step: "any" });
      if (input instanceof HTMLSelectElement) input.append(...choices.map((one) => new Option(one, one)));
      const box = input instanceof HTMLInputElement && kind === "bool" ? input : null;
      const start = staged[name] ?? value;
      if (box) box.checked = Boolean(start);
      else input.value = String(start);
      const now = () => (box ? box.checked : choices.length ? input.value : Number(input.value));
      this.#inputs.push(() => (now() === value || input.value === "" ? [] : [[name, now()]]));
      input.title = allowed;
      return element("label", {}, element("span", {}, `${label} ${symbol}`.trim()), input);
    });
    const actions = offers.actions.map(({ name, title, values }) => {
      const box = element("input", { type: "checkbox", checked: name in staged });
      const { inputs, entered } = asked(values, /** @type {Record<string, unknown>} */ (staged[name]));
      this.#inputs.push(() => (box.checked ? [[name, values.length ? entered() : true]] : []));
      const rest = element("div", { className: "lab-values", hidden: !box.checked }, ...inputs);
      box.onchange = () => (rest.hidden = !box.checked);
      return element("div", { className: "lab-act" }, element("label", {}, box, element("span", {}, title)), rest);
    });
    return [...fields, ...actions];
  }

  /** @param {Record<string, unknown>} set */
  async #branch(set) {
    keep(ONCE, "1");
    if (await this.session().branch(set)) this.close();
  }
}
