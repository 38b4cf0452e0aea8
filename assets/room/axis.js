/** Numbers along an axis: one is chosen with a slider, and those of a class stand there as dots. */

import { element, set } from "./dom.js";
import { at, scale, short, ticks } from "./plot.js";
import { say } from "./words.js";

/** @typedef {{ name: string, values: number[], log: boolean, moves: boolean }} Axis `moves`: the film is seen at each */

/** A slider and a button that votes for where it stands. @param {string} label @param {Axis} axis @param {string[]} names of its numbers @param {(number: number) => void} vote @param {(place: number) => void} move */
export function slider(label, axis, names, vote, move) {
  const range = element("input", { type: "range", min: 0, max: names.length - 1, step: 1, "aria-label": label });
  const button = element("button", { type: "button", click: () => vote(1 + Number(range.value)) }, element("span"), element("small"));
  const name = () => `${axis.name} = ${names[Number(range.value)]}`;
  let mine = 0;
  range.value = String(names.length >> 1);
  function stand() {
    const voted = mine === 1 + Number(range.value);
    set(range, { "aria-valuetext": name() });
    button.children[0].textContent = name();
    button.children[1].textContent = say(voted ? "yours" : "vote");
    set(button, { "aria-pressed": String(voted) });
    move(Number(range.value));
  }
  range.addEventListener("input", stand);
  stand();
  return {
    inside: [element("div", { class: "range" }, element("span", { "aria-hidden": "true" }, names[0]), range, element("span", { "aria-hidden": "true" }, names[names.length - 1])), button],
    /** The number that counts, and what else is known. @param {number | undefined} number @param {any} seen */
    mark(number, { phase }) {
      const open = phase === "open";
      if (number && number !== mine) range.value = String(number - 1);
      mine = number ?? 0;
      stand();
      range.disabled = !open;
      set(button, { "aria-disabled": open ? null : "true" });
    },
  };
}

const SIDES = { left: 14, right: 14, bottom: 62 };
const MOST = 9;

/** A class's numbers, a dot each: the first round hollow above, the last full; where it was right as a band. @param {Axis} axis @param {number[][]} votes @param {{ width: number, height: number, label: string, truth?: number[], mine?: (number | undefined)[] }} how */
export function histogram({ name, values, log }, votes, { width, height, label, truth = [], mine = [] }) {
  const x = scale([values[0], values[values.length - 1]], log, SIDES.left, width - SIDES.right);
  const floor = height - SIDES.bottom;
  const row = (floor - 8) / votes.length;
  const gap = (width - SIDES.left - SIDES.right) / values.length;
  const most = Math.max(MOST, ...votes.flat());
  const size = Math.min(12, row / most / 2, gap / 2);
  const dots = votes.map((counts, round) => counts.map((count, i) => Array.from({ length: count }, (_, k) => `<circle class="${round < votes.length - 1 ? "dot coming" : "dot"}${mine[round] === i + 1 && !k ? " own" : ""}" cx="${at(x, values[i])}" cy="${floor - (votes.length - 1 - round) * row - size - 2 * size * k}" r="${size}"/>`).join("")).join(""));
  const right = truth.map((number) => at(x, values[number - 1]));
  const band = right.length ? `<rect class="right" x="${Math.min(...right) - gap / 2}" y="8" width="${Math.max(...right) - Math.min(...right) + gap}" height="${floor - 8}" rx="4"/>` : "";
  const lines = votes.map((_, round) => `<line class="axis" x1="${SIDES.left}" x2="${width - SIDES.right}" y1="${floor - round * row}" y2="${floor - round * row}"/>`);
  const numbers = sparse(ticks(x), x, width).map((value) => `<text x="${at(x, value)}" y="${floor + 25}" text-anchor="middle">${short(value)}</text>`);
  const holder = element("div");
  holder.innerHTML = `<svg viewBox="0 0 ${width} ${height}" role="img">${band}${lines.join("")}${dots.join("")}${numbers.join("")}<text x="${width - SIDES.right}" y="${height - 6}" text-anchor="end"></text></svg>`;
  const svg = /** @type {SVGSVGElement} */ (holder.firstElementChild);
  set(svg, { "aria-label": label });
  /** @type {Element} */ (svg.lastElementChild).textContent = `${name} →`;
  return svg;
}

/** Ticks that have room beside each other. @param {number[]} all @param {import("./plot.js").Scale} x @param {number} width */
function sparse(all, x, width) {
  const room = width / 7;
  return all.reduce((/** @type {number[]} */ kept, value) => (kept.length && at(x, value) - at(x, kept[kept.length - 1]) < room ? kept : [...kept, value]), []);
}
