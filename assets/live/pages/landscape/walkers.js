/** Two walkers on a line, in closed form: dragged and slid here, answered at once (`lab.worlds.landscape`). */

/** @import { Drawn, Trace, Walkers as Binding } from "../../types" */
/** @import { Sheet } from "../../sheet.js" */

import { element, write } from "../../dom.js";
import { three } from "../../numbers.js";
import { head } from "../../shapes.js";

const HOUSES = [-1, 1];
/** Half the side of the square of starts, cells along it, steps of a walk from each, a key's step. */
const [REACH, CELLS, WALK, NUDGE] = [2, 41, 500, 0.05];
/** A walk rests where a step moves it by less. */
const REST = 1e-7;
/** Widths that the slider runs through, evenly in the logarithm. */
const [NARROW, WIDE] = [0.1, 1];

/** @param {number} d @param {number} h */
const bell = (d, h) => Math.exp((-d * d) / (2 * h * h));
/** @param {number} d @param {number} h */
const slope = (d, h) => (-d / (h * h)) * bell(d, h);

/** The squared kernel distance of two walkers and two houses. @param {number} x1 @param {number} x2 @param {number} h */
export function loss(x1, x2, h) {
  const pull = HOUSES.reduce((sum, house) => sum + bell(x1 - house, h) + bell(x2 - house, h), 0);
  return 1 + (bell(x1 - x2, h) + bell(2, h) - pull) / 2;
}

/** Down the slope from a start, in steps of h²/2. @param {number} x1 @param {number} x2 @param {number} h @param {number} steps */
export function walk(x1, x2, h, steps) {
  const path = [[x1, x2]];
  for (let step = 0; step < steps; step += 1) {
    const apart = slope(x1 - x2, h);
    const [pull1, pull2] = [x1, x2].map((x) => slope(x - HOUSES[0], h) + slope(x - HOUSES[1], h));
    const [by1, by2] = [(-h * h * (apart - pull1)) / 4, (-h * h * (-apart - pull2)) / 4];
    [x1, x2] = [x1 + by1, x2 + by2];
    path.push([x1, x2]);
    if (Math.abs(by1) + Math.abs(by2) < REST) break;
  }
  return path;
}

/** Whether two walkers at rest miss a house. @param {number} x1 @param {number} x2 */
export function stuck(x1, x2) {
  return Math.max(Math.abs(Math.min(x1, x2) - HOUSES[0]), Math.abs(Math.max(x1, x2) - HOUSES[1])) > 0.1;
}

/** The loss and where walks get stuck, over the square of starts, as rows of x2. @param {number} h */
function ground(h) {
  const side = Array.from({ length: CELLS }, (_, i) => REACH * ((2 * i) / (CELLS - 1) - 1));
  const ends = (/** @type {number} */ x1, /** @type {number} */ x2) => /** @type {[number, number]} */ (walk(x1, x2, h, WALK).at(-1));
  const traps = side.map((x2, row) => side.map((x1, at) => (at < row ? 0 : Number(stuck(...ends(x1, x2))))));
  traps.forEach((cells, row) => cells.forEach((_, at) => at < row && (cells[at] = traps[at][row]))); // walkers may change places
  return { losses: side.map((x2) => side.map((x1) => loss(x1, x2, h))), traps };
}

export class WalkersView {
  #ball = element("button", { type: "button", className: "lab-ball", ariaLabel: "Start of the two walkers: drag it, or press the arrow keys" });
  #width = element("input", { type: "range", min: String(Math.log(NARROW)), max: String(Math.log(WIDE)), step: "any", ariaLabel: "Width of the bell" });
  #named = element("output");
  #moved = false;
  /** Whether the hand has moved something since it last let go. */
  #held = false;
  /** The sentence of what is shown, where no recording is. */
  said = "";
  /** @type {{ h: number, losses: number[][], traps: number[][] } | null} */
  #ground = null;

  /**
   * @param {Drawn} plot
   * @param {Binding} binding
   * @param {() => void} changed something is to be drawn again
   * @param {(values: Record<string, number>) => void} settled a start or width has been let go
   */
  constructor(plot, binding, changed, settled) {
    this.plot = plot;
    this.binding = binding;
    this.changed = changed;
    this.settled = settled;
    this.x1 = binding.start[0];
    this.x2 = binding.start[1];
    this.h = binding.width;
    this.#width.value = String(Math.log(this.h));
    this.#width.oninput = () => this.#move(this.x1, this.x2, Number(Math.exp(Number(this.#width.value)).toPrecision(3)));
    this.#width.onchange = () => this.#settle();
    const slider = element("label", { className: "lab-width" }, element("span", {}, "Width of the bell h"), this.#width, this.#named);
    plot.after(this.#ball, slider);
    this.#listen();
  }

  /** The walk that is shown: the recorded one, or in closed form where something was moved; maps and bell are of its width. @param {number[][] | null} path that is recorded, if it is @param {Sheet} sheet */
  walk(path, { traces, readout }) {
    const { binding, h } = this;
    if (h !== binding.width) this.#widen(traces);
    const places = this.#moved || !path ? walk(this.x1, this.x2, h, binding.steps) : path;
    const [x1, x2] = places.at(-1) ?? [this.x1, this.x2];
    if (this.#moved) traces[binding.stuck].visible = true; // whoever moves it may see
    traces.push(head(traces[binding.path], x1, x2));
    write(this.#named, three(h));
    const left = three(loss(x1, x2, h));
    const end = `they come to rest at ${three(x1)} and ${three(x2)}, ${stuck(x1, x2) ? `and a loss of ${left} is left for good` : "one at each house"}`;
    this.said = this.#moved || !path ? `From ${three(this.x1)} and ${three(this.x2)} under a bell of width ${three(h)} ${end}.` : "";
    readout.push(`walkers at ${three(x1)} and ${three(x2)} · loss ${left}`);
    return places.length ? places : [[x1, x2]];
  }

  /** The maps and the bell of the width that was moved to. @param {Trace[]} traces */
  #widen(traces) {
    const { binding, h } = this;
    const terrain = this.#ground?.h === h ? this.#ground : { h, ...ground(h) };
    this.#ground = terrain;
    traces[binding.loss].z = terrain.losses;
    traces[binding.stuck].z = terrain.traps;
    const line = /** @type {number[]} */ (traces[binding.bell].x);
    traces[binding.bell].y = line.map((x) => HOUSES.reduce((sum, house) => sum + bell(x - house, h), 0));
  }

  /** Put the ball where the start is, once the plot has its axes. */
  place() {
    const { xaxis2: x, yaxis2: y } = /** @type {any} */ (this.plot._fullLayout ?? {});
    if (!x) return;
    this.#ball.style.left = `${this.plot.offsetLeft + x._offset + x.d2p(this.x1)}px`;
    this.#ball.style.top = `${this.plot.offsetTop + y._offset + y.d2p(this.x2)}px`;
  }

  /** The page has other settings: its start and width are those of `binding` now, unless the hand has gone on since. @param {Binding} binding */
  take(binding) {
    if (binding === this.binding) return;
    this.binding = binding;
    if (this.#held) return;
    [this.x1, this.x2] = binding.start;
    this.h = binding.width;
    this.#moved = false;
    this.#width.value = String(Math.log(this.h));
  }

  /** @param {number} x1 @param {number} x2 @param {number} h */
  #move(x1, x2, h) {
    const within = (/** @type {number} */ x) => Number(Math.min(REACH, Math.max(-REACH, x)).toFixed(3));
    [this.x1, this.x2, this.h] = [within(x1), within(x2), h];
    this.#moved = this.#held = true;
    this.#ball.dataset.moved = "";
    this.changed();
  }

  #settle() {
    if (this.#held) this.settled({ x1: this.x1, x2: this.x2, kernel_width: this.h });
    this.#held = false;
  }

  #listen() {
    const ball = this.#ball;
    let held = false;
    ball.addEventListener("pointerdown", (event) => {
      held = true;
      ball.setPointerCapture(event.pointerId);
    });
    ball.addEventListener("pointermove", (event) => {
      const { xaxis2: x, yaxis2: y } = /** @type {any} */ (this.plot._fullLayout ?? {});
      if (!held || !x) return;
      const box = this.plot.getBoundingClientRect();
      this.#move(x.p2d(event.clientX - box.left - x._offset), y.p2d(event.clientY - box.top - y._offset), this.h);
    });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"]))
      ball.addEventListener(end, () => {
        if (held) this.#settle();
        held = false;
      });
    ball.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
      if (!by) return;
      event.preventDefault();
      this.#move(this.x1 + NUDGE * by[0], this.x2 + NUDGE * by[1], this.h);
    });
    ball.addEventListener("keyup", ({ key }) => key.startsWith("Arrow") && this.#settle());
  }
}

/** Places up to a step. @param {import("../../series.js").Series} series @param {number} step */
export function recorded(series, step) {
  const { x, y } = series.shown(step, null, Infinity);
  return Array.from(x, (one, i) => [one, y[i]]);
}
