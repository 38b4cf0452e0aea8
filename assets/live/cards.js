/** What else could have happened: branches and changes to try, as cards that hang from the moment they left. */

/** @import { Session } from "./session.js" */
/** @import { Series } from "./series.js" */
/** @import { FamilyInfo, Relative } from "./types" */

import { curveOf, mainLine, ready } from "./bindings.js";
import { element, svg } from "./dom.js";
import { changed, told } from "./family.js";
import { axisName } from "./layout.js";
import { duration, power, three } from "./numbers.js";
import { ACTIVE } from "./status.js";

/** Cards that hang; height of what they hang on, px; the parts of 1000 in which its places are counted. */
const [FEW, HANG, PARTS] = [6, 18, 1000];
/** A small drawing: its box, points of a curve, and how much of the run it is of. */
const [WIDE, HIGH, POINTS, SHARE] = [110, 38, 200, 1 / 6];

/** @typedef {{ name: string, title: string, at: number, run: string, here: boolean, set?: Record<string, unknown>, state: string | null, part: number, left: number, number: string, drawing: SVGElement | null, role: string }} Card */

/** Whether there is anything that may be changed on the way. @param {import("./types").Data} data */
export const offers = ({ offers: all }) => Boolean(all?.fields.length || all?.actions.length);

export class Cards {
  #lines = svg("svg", { viewBox: `0 0 ${PARTS} ${HANG}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  #list = element("ul");
  #more = element("button", { type: "button", className: "lab-card lab-more" }, "something else…");
  element = element("nav", { className: "lab-cards", hidden: true, ariaLabel: "What if" }, this.#lines, this.#list);
  #drawn = "";
  #hung = "";

  /** @param {() => Session} session @param {(run: string) => void} open @param {() => void} more asks for any other change */
  constructor(session, open, more) {
    this.session = session;
    this.open = open;
    this.#more.onclick = more;
  }

  /** @param {Session} session */
  show(session) {
    const { data, family, secret, run } = session;
    this.element.hidden = run.empty || !ready(data.figures[0]) || (!offers(data) && !family?.parent && !family?.children.length);
    this.element.dataset.waits = String(secret);
    if (this.element.hidden || secret) return;
    this.#fill(session);
    this.#hang(session);
  }

  /** @param {Session} session */
  #fill(session) {
    const { data, family, siblings, status, busy, beside, run, id } = session;
    const drawn = JSON.stringify([id, family, siblings, status.state, status.part, busy, session.branches, data.offers, run.taken, run.rows, beside.relatives.map((one) => one.run.rows)]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const held = document.activeElement instanceof HTMLElement && this.element.contains(document.activeElement) ? document.activeElement.title : null;
    this.cards = [...branched(session), ...untried(session)];
    this.#more.disabled = busy || !session.branches;
    const rest = offers(data) ? [this.#more] : [];
    this.#list.replaceChildren(...[...this.cards.map((card) => this.#card(card)), ...rest].map((one) => element("li", {}, one)));
    this.#list.dataset.many = String(this.#list.childElementCount > FEW);
    if (held) /** @type {HTMLElement | null} */ (this.#list.querySelector(`[title="${CSS.escape(held)}"]`))?.focus({ preventScroll: true });
  }

  /** @type {Card[]} */
  cards = [];

  /** @param {Card} card */
  #card({ name, title, run, here, set, state, part, left, number, drawing }) {
    const running = state !== null && ACTIVE.includes(/** @type {any} */ (state));
    const said = running ? (left ? `${duration(left)} left` : state) : set ? "try it" : state === "failed" ? "failed" : number;
    const words = element("span", {}, element("span", {}, name), element("b", {}, said ?? ""));
    const progress = element("i", { className: "lab-done" });
    progress.style.width = `${running ? 100 * part : 0}%`;
    const button = element("button", { type: "button", className: "lab-card", title }, words, ...(drawing ? [drawing] : []), progress);
    button.classList.toggle("lab-try", Boolean(set));
    button.disabled = Boolean(set) && (this.session().busy || !this.session().branches);
    if (here) button.setAttribute("aria-current", "true");
    button.onclick = ({ shiftKey }) => {
      if (set) void this.session().branch(set);
      else if (shiftKey && !here) location.assign(`compare?run=${this.session().id},${run}`);
      else if (!here) this.open(run);
    };
    return button;
  }

  /** Lines from the moments of the branches to their cards. @param {Session} session */
  #hang({ clock, fork, id }) {
    const count = this.#list.childElementCount;
    const places = this.cards.map(({ at, set, here, role }) => ({ at: clock.part(set ? fork : at), role: here && role ? "here" : "" }));
    const hung = count > FEW ? "" : [id, count, ...places.flatMap(({ at, role }) => [at.toFixed(3), role])].join();
    if (hung === this.#hung) return;
    this.#hung = hung;
    const lines = places.map(({ at, role }, i) => {
      const [from, to] = [PARTS * at, (PARTS * (i + 0.5)) / count];
      return svg("path", { class: role, d: `M${from} 0V${HANG / 2}H${to}V${HANG}`, "vector-effect": "non-scaling-stroke" });
    });
    this.#lines.replaceChildren(...(hung ? lines : []));
  }
}

/** The runs of the family: those above, and the branches beside or below. @param {Session} session @returns {Card[]} */
function branched(session) {
  const { family, siblings } = session;
  if (!family) return [];
  const { here, parent, children, chain } = /** @type {FamilyInfo} */ (family);
  const above = chain.slice(0, Math.max(0, chain.findIndex(({ run }) => run === here.run)));
  const all = parent ? [...(above.length ? above : [parent]), ...(siblings.some(({ run }) => run === here.run) ? siblings : [here, ...siblings])] : children;
  const each = new Map(all.map((one) => [one.run, one]));
  return [...each.values()].map((one) => cardOf(one, session));
}

/** @param {Relative} relative @param {Session} session @returns {Card} */
function cardOf(relative, session) {
  const { data, run, beside, status, family, clock } = session;
  const here = relative.run === session.id;
  const loaded = here ? run : beside.relatives.find((one) => one.run.id === relative.run)?.run;
  const origin = here && family?.parent ? beside.relatives.find((one) => one.run.id === family.parent?.run)?.run : run;
  const line = mainLine(data.figures[0]);
  const log = line && /** @type {any} */ (data.figures[0].layout[axisName(data.figures[0].traces[line.trace].yaxis ?? "y")])?.type === "log";
  const curve = line && curveOf(line);
  const [series] = loaded?.series(curve) ?? [];
  const [grey] = origin?.series(curve) ?? [];
  const at = relative.at ?? 0;
  const { part, left } = here ? status : { part: 0, left: 0 };
  const number = series && relative.at !== null ? outcome(series, at, Boolean(log)) : "";
  const drawing = series && relative.at !== null ? drawn([grey, series], at, clock.total, Boolean(log)) : null;
  return { name: changed(relative, data.offers), title: told(relative, data.offers), at, run: relative.run, here, state: here ? status.state : relative.state, part, left, number, drawing, role: relative.at === null ? "" : "second" };
}

/** Changes that nobody has tried on this run. @param {Session} session @returns {Card[]} */
function untried({ data, siblings, family }) {
  const tried = [...siblings, ...(family ? [family.here] : [])].map(({ set }) => JSON.stringify(set));
  const left = (data.offers?.ready ?? []).filter(({ set }) => !tried.includes(JSON.stringify(set)));
  return left.map(({ title, set }) => ({ name: title, title, at: 0, run: "", here: false, set, state: null, part: 0, left: 0, number: "", drawing: null, role: "" }));
}

/** What became of a curve from a step on, as a number: of one in decades its highest, in parts of what it was there. @param {Series} series @param {number} at @param {boolean} log */
function outcome(series, at, log) {
  const from = series.last(at);
  if (from < 0) return "";
  if (!log) return three(series.y[series.last(Infinity)]);
  const highest = series.y.subarray(from, series.length).reduce((most, one) => (one > most ? one : most), 0);
  const times = highest / series.y[from];
  return `×${times < 1000 ? times.toPrecision(3) : power(times)}`;
}

/** A curve over the one it left, around that moment. @param {(Series | undefined)[]} all @param {number} at @param {number} total @param {boolean} log */
function drawn(all, at, total, log) {
  const [from, to] = [Math.max(0, at - (SHARE * total) / 4), Math.min(total, at + SHARE * total)];
  const height = (/** @type {number} */ value) => (log ? Math.log10(value) : value);
  const parts = all.map((one, i) => {
    const { x, y } = one?.shown(to, [i ? at : from, to], POINTS) ?? { x: [], y: [] };
    return Array.from(x, (step, k) => ({ x: ((step - from) / (to - from)) * WIDE, y: height(y[k]) })).filter(({ x, y: level }) => x >= 0 && Number.isFinite(level));
  });
  const levels = parts.flat().map(({ y }) => y);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const up = (/** @type {number} */ level) => 3 + (1 - (level - low) / (high - low || 1)) * (HIGH - 6);
  const paths = parts.map((points) => svg("path", { d: points.map(({ x, y }, i) => `${i ? "L" : "M"}${x.toFixed(1)} ${up(y).toFixed(1)}`).join("") }));
  return /** @type {SVGElement} */ (svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...paths));
}
