/** How a curve may go on: dotted lines from its head to the choices, and later one's guess beside what was so. */

/** @import { LiveFigure } from "./figure.js" */
/** @import { Future } from "./types" */

import { svg } from "./dom.js";

/** Where each ends: a share of the room above the head (or below it, if negative), and whether it jumps there. @type {Record<Future, { end: number, soon?: boolean }>} */
const SHAPES = {
  jumps: { end: 0.82, soon: true },
  rises: { end: 0.45 },
  levels: { end: 0 },
  sinks: { end: -0.35 },
  falls: { end: -0.7 },
  drops: { end: -0.97, soon: true },
};
/** How far from the plot choices may stand to be its lines' ends, px. */
const NEAR = 160;
/** About as wide as a letter of a name, px. */
const LETTER = 8;
/** What is written at the end of a guess, and how far before the end: there stand names of curves, px. */
const [WORDS, INSET] = ["your guess", 24];
/** What a choice's own drawing is in. */
const [WIDE, HIGH] = [26, 18];

/** A point of a curve, in the numbers of its axes. @typedef {{ xaxis: string, yaxis: string, x: number, y: number }} Head */
/** Where a curve has its head, and the room that its future has: px in the frame. @typedef {{ x: number, y: number, right: number, top: number, floor: number }} Room */

/** Numbers of futures, the highest first. @param {Future[]} futures */
export const sorted = (futures) => futures.map((_, i) => i).sort((a, b) => SHAPES[futures[b]].end - SHAPES[futures[a]].end);

/** A small drawing for a choice. @param {Future} future */
export function picture(future) {
  const { end } = SHAPES[future];
  const [x, y] = [2, end > 0 ? HIGH - 3 : end < 0 ? 3 : HIGH / 2];
  return svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true" }, svg("path", { d: line(future, { x, y, right: WIDE - 2 }, y - end * (HIGH - 6)) }));
}

/** From a head to a height at the right. @param {Future} future @param {{ x: number, y: number, right: number }} from @param {number} to */
function line(future, { x, y, right }, to) {
  const width = right - x;
  const [bend, there] = SHAPES[future].soon ? [0.3, 0.55] : [0.45, 1];
  return `M${x} ${y}C${x + bend * width} ${y} ${x + (there - bend / 1.4) * width} ${to} ${x + there * width} ${to}H${right}`;
}

export class Futures {
  #words = svg("mask", { id: "lab-words", maskUnits: "userSpaceOnUse", x: 0, y: 0, width: "100%", height: "100%" });
  #lines = svg("g", { mask: "url(#lab-words)" });
  #head = svg("circle", { class: "lab-pulse", r: 13, hidden: "" });
  #guess = svg("path", { class: "lab-guessed", hidden: "" });
  #name = svg("text", { "text-anchor": "end", hidden: "" });
  element = svg("svg", { class: "lab-futures", "aria-hidden": "true" }, this.#words, this.#lines, this.#head, this.#guess, this.#name);

  /** Draw them from the hero's head at the cliff to these buttons, which are put where they end. @param {LiveFigure} hero @param {import("./film.js").Film} film @param {Future[]} futures @param {HTMLElement[]} buttons */
  ask(hero, film, futures, buttons) {
    const room = this.#room(hero, film);
    this.#lines.classList.toggle("lab-gone", !room);
    this.#head.toggleAttribute("hidden", !room);
    if (!room) return;
    const ends = futures.map((future) => target(future, room));
    const gap = buttons[0].getBoundingClientRect().left - this.#left - room.right;
    const beside = gap > 0 && gap < NEAR;
    const middles = beside ? put(ends, buttons, this.#top) : ends;
    if (this.#lines.childElementCount !== futures.length) this.#lines.replaceChildren(...futures.map(() => svg("path", {})));
    futures.forEach((future, i) => this.#lines.children[i].setAttribute("d", line(future, room, ends[i]) + (beside ? reach(room.right, ends[i], gap, middles[i]) : "")));
    this.#spare(hero);
    this.#head.setAttribute("cx", String(room.x));
    this.#head.setAttribute("cy", String(room.y));
  }

  /** Lines leave out the words that stand in the plot. @param {LiveFigure} hero */
  #spare(hero) {
    const [left, top] = [this.#left, this.#top];
    const words = [...hero.plot.querySelectorAll(".annotation")].map((one) => one.getBoundingClientRect()).filter(({ width }) => width);
    const holes = words.map((box) => svg("rect", { x: box.x - left, y: box.y - top, width: box.width, height: box.height }));
    this.#words.replaceChildren(svg("rect", { width: "100%", height: "100%", fill: "#fff" }), ...holes);
  }

  /** Make one line stand out, or none. @param {number} [number] */
  mark(number = -1) {
    [...this.#lines.children].forEach((path, i) => path.classList.toggle("lab-near", i === number));
  }

  /** It is not asked any more. */
  rest() {
    this.#lines.classList.add("lab-gone");
    this.#head.toggleAttribute("hidden", true);
  }

  /** Nothing is asked, nothing was. */
  clear() {
    this.#lines.replaceChildren();
    this.rest();
    for (const one of [this.#guess, this.#name]) one.toggleAttribute("hidden", true);
  }

  /** The guess, where the axes have it now: from the cliff as far as was seen beyond it there. @param {LiveFigure} hero @param {import("./film.js").Film | null} film */
  tell(hero, film) {
    const guess = film?.answer ?? "";
    const future = film?.asked.futures[film.asked.choices.indexOf(guess)];
    const room = film && future ? this.#room(hero, film) : null;
    for (const one of [this.#guess, this.#name]) one.toggleAttribute("hidden", !room);
    if (!room || !future) return;
    const to = target(future, room);
    this.#guess.setAttribute("d", line(future, room, to));
    this.#name.textContent = room.right - room.x > LETTER * WORDS.length + INSET ? WORDS : "";
    this.#name.setAttribute("x", String(room.right - INSET));
    this.#name.setAttribute("y", String(to > room.floor - 24 ? to - 8 : to + 18));
  }

  get #left() {
    return this.element.getBoundingClientRect().left;
  }

  get #top() {
    return this.element.getBoundingClientRect().top;
  }

  /** The head at the cliff and its panel, in px of the frame; as far to the right as was seen beyond it there. @param {LiveFigure} hero @param {import("./film.js").Film} film @returns {Room | null} */
  #room(hero, film) {
    const head = hero.element.hidden ? null : hero.head(film.cliff);
    const [across, up] = head ? [head.xaxis, head.yaxis].map((name) => hero.plot._fullLayout?.[name]) : [];
    if (!head || !across || !up) return null;
    const box = hero.plot.getBoundingClientRect();
    const [left, top] = [box.left - this.#left + across._offset, box.top - this.#top + up._offset];
    const [x, y] = [left + across.d2p(head.x), top + up.d2p(head.y)];
    const [end, floor] = [left + across._length, top + up._length];
    const seen = left + across.d2p(film.cliff + film.beyond);
    const right = film.answer !== null && seen > x ? Math.min(seen, end) : end;
    return x >= left - 1 && x < end && y >= top - 1 && y <= floor + 1 ? { x, y, right, top, floor } : null;
  }
}

/** How high a future ends, px. @param {Future} future @param {{ y: number, top: number, floor: number }} room */
function target(future, { y, top, floor }) {
  const { end } = SHAPES[future];
  return end > 0 ? y - end * (y - top) : y - end * (floor - y);
}

/** Between the panel's end and a choice. @param {number} x @param {number} y @param {number} gap @param {number} to */
const reach = (x, y, gap, to) => (gap ? `C${x + gap / 2} ${y} ${x + gap / 2} ${to} ${x + gap} ${to}` : "");

/** Put buttons, one below the other, as near to these heights as there is room; their middles. @param {number[]} ends px from the frame's top @param {HTMLElement[]} buttons @param {number} top of the frame on the screen */
function put(ends, buttons, top) {
  for (const button of buttons) button.style.marginTop = "0";
  const all = buttons.map((button) => button.getBoundingClientRect());
  const first = all[0].top - top;
  const before = all.map((box) => box.top - top - first); // what those above take
  const wanted = spread(ends.map((end, i) => Math.max(first, end - all[i].height / 2 - before[i])));
  return buttons.map((button, i) => {
    button.style.marginTop = `${wanted[i] - (wanted[i - 1] ?? first)}px`;
    return wanted[i] + before[i] + all[i].height / 2;
  });
}

/** The ascending numbers nearest to these: what would overlap stands together, in the middle. @param {number[]} wanted */
function spread(wanted) {
  /** @type {{ sum: number, count: number }[]} */
  const blocks = [];
  for (const one of wanted) {
    blocks.push({ sum: one, count: 1 });
    for (let last = blocks.length - 1; last > 0 && blocks[last].sum / blocks[last].count < blocks[last - 1].sum / blocks[last - 1].count; last -= 1) {
      const { sum, count } = /** @type {{ sum: number, count: number }} */ (blocks.pop());
      blocks[last - 1] = { sum: blocks[last - 1].sum + sum, count: blocks[last - 1].count + count };
    }
  }
  return blocks.flatMap(({ sum, count }) => Array(count).fill(sum / count));
}
