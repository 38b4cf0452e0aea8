/** The log of acts: who did what, what was refused, and whether its chain of hashes still fits. */

/** @import { LogEntry, Seal } from "../../types" */
/** @import { Shown } from "./changes.js" */

import { sha256 } from "./digest.js";
import { element, write } from "../../dom.js";
import { whole } from "../../numbers.js";

/** Entries that are listed. */
const LISTED = 12;
const START = "0".repeat(64);

/** The chain's hashes, one an entry. @param {LogEntry[]} log @param {string[]} [known] those of a beginning that has not changed */
export function chain(log, known = []) {
  const digests = known.slice(0, log.length);
  for (const { number, step, agent, act, cube, refused, note } of log.slice(digests.length)) {
    const previous = digests[digests.length - 1] ?? START;
    digests.push(sha256(JSON.stringify({ act, agent, cube, note, number, previous, refused, step })));
  }
  return digests;
}

/** The entries, counted from 1, among which the first seal that does not fit says something was changed; null if all fit. @param {string[]} digests @param {Seal[]} seals @returns {[number, number] | null} */
export function broken(digests, seals) {
  let fits = 0;
  for (const { count, head } of seals) {
    if ((digests[count - 1] ?? START) !== head) return [fits + 1, count];
    fits = count;
  }
  return null;
}

export class Ledger {
  #summary = element("summary");
  #refusals = element("input", { type: "checkbox" });
  #only = element("input", { type: "checkbox" });
  #verify = element("button", { type: "button" }, "Verify the chain");
  #forge = element("button", { type: "button" });
  #said = element("output");
  #rows = element("tbody");
  /** @type {string[]} */
  #digests = [];
  /** Number of the entry that this browser's copy tells otherwise, -1 for none. */
  #forged = -1;
  #drawn = "";
  /** @type {Shown | null} */
  #shown = null;
  #chosen = -1;

  constructor() {
    const titles = ["event", "agent", "act", "memory", "", "hash"].map((title) => element("th", { scope: "col" }, title));
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...titles)), this.#rows);
    const filters = [["refused only", this.#refusals], ["the chosen memory only", this.#only]].map(([title, box]) => element("label", {}, box, ` ${title}`));
    const bar = element("div", { className: "lab-ledger-bar" }, this.#verify, this.#forge, ...filters);
    this.element = element("details", { className: "lab-ledger", hidden: true }, this.#summary, bar, this.#said, table);
    this.#verify.onclick = () => this.#tell();
    this.#forge.onclick = () => this.#falsify();
    for (const box of [this.#refusals, this.#only]) box.onchange = () => this.#draw();
    this.element.ontoggle = () => this.#draw();
  }

  /** @param {Shown | null} shown @param {number} chosen node */
  show(shown, chosen) {
    this.element.hidden = !shown?.log.length;
    if (!shown || this.element.hidden) return;
    if (shown !== this.#shown) [this.#digests, this.#forged] = [[], -1];
    [this.#shown, this.#chosen] = [shown, chosen];
    const refused = shown.log.reduce((count, entry) => count + Number(entry.refused !== ""), 0);
    write(this.#summary, `Log of acts: ${whole(shown.log.length)} entries, ${whole(refused)} refused`);
    if (this.element.open) this.#draw();
  }

  /** The log as this browser has it. @returns {LogEntry[]} */
  get #log() {
    const log = this.#shown?.log ?? [];
    return log.map((entry) => (entry.number === this.#forged ? forged(entry) : entry));
  }

  #draw() {
    if (!this.element.open || !this.#shown) return;
    const asked = JSON.stringify([this.#shown.log.length, this.#forged, this.#refusals.checked, this.#only.checked && this.#chosen]);
    if (asked === this.#drawn) return;
    this.#drawn = asked;
    const log = this.#log;
    this.#digests = chain(log, this.#digests);
    write(this.#forge, this.#forged < 0 ? "Forge an entry" : "Undo the forgery");
    this.#forge.disabled = this.#forged < 0 && !this.#shown.seals.length;
    const wanted = log.filter(({ refused, about }) => (!this.#refusals.checked || refused) && (!this.#only.checked || about === this.#chosen));
    this.#rows.replaceChildren(...wanted.slice(-LISTED).reverse().map((entry) => this.#row(entry)));
  }

  /** @param {LogEntry} entry */
  #row({ number, step, agent, act, label, refused, note }) {
    const cells = [whole(step), agent, act, label, refused || note, `${this.#digests[number].slice(0, 12)} …`];
    const row = element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));
    row.dataset.refused = String(refused !== "");
    row.dataset.forged = String(number === this.#forged);
    return row;
  }

  /** Compute every hash anew and compare it with the seals that the store wrote down while it ran. */
  #tell() {
    const { seals = [], log = [] } = this.#shown ?? {};
    const found = broken(chain(this.#log), seals);
    const last = seals[seals.length - 1]?.count ?? 0;
    const fits = `The chain holds: ${whole(last)} hashes computed anew lead to all ${whole(seals.length)} seals of the store.${log.length > last ? ` ${whole(log.length - last)} newer entries wait for the next seal.` : ""}`;
    write(this.#said, found ? `The chain is broken: something was changed among the entries ${whole(found[0])} to ${whole(found[1])}.` : fits);
    this.#said.dataset.broken = String(found !== null);
  }

  /** Change the last sealed refusal, or the last sealed entry, in this browser's copy; or take that back. */
  #falsify() {
    const { log = [], seals = [] } = this.#shown ?? {};
    const sealed = log.slice(0, seals[seals.length - 1]?.count ?? 0);
    const target = sealed.findLast(({ refused }) => refused) ?? sealed[sealed.length - 1];
    const before = this.#forged;
    this.#forged = before < 0 ? (target?.number ?? -1) : -1;
    this.#digests = this.#digests.slice(0, Math.max(0, before < 0 ? this.#forged : before));
    const now = this.#forged < 0 ? "" : `In this copy, entry ${whole(this.#forged + 1)} (event ${whole(target.step)}) now tells a lie. Does it show?`;
    write(this.#said, now);
    this.#said.dataset.broken = "false";
    this.#draw();
  }
}

/** The entry, telling a lie: a refusal that was none, or another agent. @param {LogEntry} entry @returns {LogEntry} */
function forged(entry) {
  return entry.refused ? { ...entry, refused: "" } : { ...entry, agent: entry.agent === "A" ? "B" : "A" };
}
