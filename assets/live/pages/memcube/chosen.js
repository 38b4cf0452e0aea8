/** The chosen memory: what it says, its history, the four acts that tell most, and what each rule has paid. */

/** @import { GraphNode } from "../../types" */
/** @import { Session } from "../../session.js" */
/** @import { GraphView } from "./graph.js" */

import { element, write } from "../../dom.js";
import { history } from "./history.js";
import { called } from "./names.js";
import { Paid } from "./paid.js";

export class Chosen {
  #picker = element("select", { ariaLabel: "Choose a memory" });
  #hint = element("p", { className: "lab-hint" }, "Tap a memory, or choose: ", this.#picker);
  #name = element("h2");
  #whose = element("small");
  #facts = element("p");
  #history = element("div");
  #bytes = element("p", { className: "lab-hint" });
  #acts = element("div", { className: "lab-quick" });
  #close = element("section", { hidden: true, ariaLabel: "The chosen memory" }, element("header", {}, this.#name, this.#whose), this.#facts, this.#history, this.#bytes, this.#acts);
  #paid = new Paid();
  element = element("div", { className: "lab-chosen" }, this.#close, this.#hint, this.#paid.element);
  #drawn = "";
  #listed = "";

  /** @param {() => Session} session @param {(parameters: Record<string, string>) => void} open a page */
  constructor(session, open) {
    this.session = session;
    this.open = open;
  }

  /** @param {GraphView} view @param {number} step */
  show(view, step) {
    const session = this.session();
    const memory = view.drawn?.memories.get(view.subject);
    this.#list(view);
    this.#paid.show(session, step);
    this.#close.hidden = !memory;
    this.#hint.hidden = !view.drawn;
    const drawn = JSON.stringify([view.drawn?.key, session.id, session.branches, session.busy]);
    if (!memory || !view.shown || drawn === this.#drawn) return;
    this.#drawn = drawn;
    const [current] = memory.versions;
    const name = called(memory);
    const { drawing, bytes } = history(memory, name, view.shown);
    const asked = memory.versions.reduce((sum, { reads = 0 }) => sum + reads, 0);
    write(this.#name, name);
    write(this.#whose, `owned by ${current.owner}${current.read.length ? ` · shared with ${current.read.join(" and ")}` : " · private"} · asked ${asked} times`);
    write(this.#facts, current.look === "gone" ? "Deleted: only its hash is left." : current.text.replaceAll(", ", " · "));
    this.#history.replaceChildren(drawing);
    write(this.#bytes, bytes);
    this.#acts.replaceChildren(...this.#buttons(current, [...(view.drawn?.hubs.keys() ?? [])], step));
  }

  /** Every memory by its name, for whoever does not tap; the chosen one is picked. @param {GraphView} view */
  #list(view) {
    const memories = [...(view.drawn?.memories ?? [])].filter(([, { versions: [{ look }] }]) => look === "now" || look === "frozen");
    const listed = memories.map(([about]) => about).join();
    if (listed !== this.#listed) {
      this.#listed = listed;
      const options = memories.sort(([a], [b]) => a - b).map(([about, memory]) => new Option(called(memory), String(about)));
      this.#picker.replaceChildren(new Option("a memory …", "-1"), ...options);
      this.#picker.onchange = () => view.choose(view.drawn?.memories.get(Number(this.#picker.value))?.versions[0].id ?? -1);
    }
    const picked = memories.some(([about]) => about === view.subject) ? String(view.subject) : "-1";
    if (this.#picker.value !== picked && document.activeElement !== this.#picker) this.#picker.value = picked;
  }

  /** What may be done to it here and now, in four words. @param {GraphNode} current @param {string[]} agents @param {number} step */
  #buttons({ about, owner, read }, agents, step) {
    const session = this.session();
    const { offers, members } = session.data;
    if (!offers && members.length > 1 && !session.secret) {
      const [member] = members.filter(({ coordinates }) => coordinates.policy === "scheduler").concat(members);
      return [button("Open this store alone, to act on it", false, () => this.open({ run: member.run, step: String(step) }))];
    }
    if (!offers || !session.branches) return [];
    const other = agents.find((agent) => agent !== owner);
    const agent = agents.indexOf(other ?? owner);
    const may = other !== undefined && read.includes(other);
    const acts = /** @type {[string, string, Record<string, unknown>][]} */ ([
      ["write_into_weights", "Write into the weights", { about }],
      ...(other ? [may ? ["forbid", `Forbid ${other}`, { about, agent }] : ["allow", `Allow ${other}`, { about, agent }]] : []),
      ["erase", "Delete", { about }],
      ["ask", `Ask as ${other ?? owner}`, { about, agent, relation: 0 }],
    ]);
    return acts.map(([name, title, value]) => button(title, session.busy, () => void act(session, name, value)));
  }
}

/** Do it at the step that is shown, beside what was done there before: a new run. @param {Session} session @param {string} name @param {Record<string, unknown>} value */
export function act(session, name, value) {
  const before = session.acts.filter(([at]) => at === session.clock.at).map(([, act, argument]) => [act, argument]);
  return session.branch({ ...Object.fromEntries(before), [name]: value });
}

/** @param {string} title @param {boolean} disabled @param {() => void} onclick */
const button = (title, disabled, onclick) => element("button", { type: "button", disabled, onclick }, title);
