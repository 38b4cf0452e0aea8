/** A square to draw points into, by pointer or keys; what is drawn is handed to the page. */

import { element, write } from "./dom.js";
import { styles } from "./plotly.js";
import { paint } from "./theme.js";

/** Side in px, least distance of two points of one stroke, what an arrow key moves; fewest and most points. */
const [SIDE, APART, NUDGE, FEWEST, MOST] = [240, 0.06, 0.1, 4, 5000];

/** @typedef {(name: string, value: unknown) => void} Tell */

class Drawing {
  /** @type {[number, number][]} */
  points = [];
  /** Where keys put the next point. @type {[number, number]} */
  cross = [0, 0];
  #canvas = element("canvas", { width: 2 * SIDE, height: 2 * SIDE, tabIndex: 0, ariaLabel: "Square to draw points into: drag, or press arrows and Enter" });
  #use = element("button", { type: "button", className: "lab-use" });
  #clear = element("button", { type: "button" }, "Clear");
  #undo = element("button", { type: "button" }, "Undo");
  /** How many points there were before each stroke. @type {number[]} */
  #strokes = [];

  /** @param {HTMLElement} parent @param {Tell} tell */
  constructor(parent, tell) {
    this.tell = tell;
    this.root = element("section", { className: "lab-figure lab-draw" }, this.#canvas, element("div", {}, this.#use, this.#undo, this.#clear));
    parent.append(this.root);
    this.#canvas.setAttribute("role", "application");
    this.#use.onclick = () => this.tell("points", this.points);
    this.#clear.onclick = () => this.#keep(0);
    this.#undo.onclick = () => this.#keep(this.#strokes.pop() ?? 0);
    this.#listen();
    void styles().then(() => this.draw());
  }

  draw() {
    const roles = paint(this.root);
    const pen = this.#canvas.getContext("2d");
    if (!pen) return;
    pen.setTransform(SIDE, 0, 0, -SIDE, SIDE, SIDE);
    pen.fillStyle = roles.panel;
    pen.fillRect(-1, -1, 2, 2);
    pen.lineWidth = 0.016;
    pen.strokeStyle = roles.data;
    for (const [x, y] of this.points) {
      pen.beginPath();
      pen.arc(x, y, 0.03, 0, 2 * Math.PI);
      pen.stroke();
    }
    if (document.activeElement === this.#canvas) {
      const [x, y] = this.cross;
      pen.strokeStyle = roles.ink;
      pen.stroke(new Path2D(`M${x - 0.06},${y}H${x + 0.06}M${x},${y - 0.06}V${y + 0.06}`));
    }
    const count = this.points.length;
    write(this.#use, count < FEWEST ? `Draw ${FEWEST} points or more` : `Use these ${count} points`);
    this.#use.disabled = count < FEWEST;
    this.#undo.disabled = this.#clear.disabled = !count;
  }

  /** @param {number} count */
  #keep(count) {
    this.points.length = count;
    if (!count) this.#strokes = [];
    this.draw();
  }

  /** @param {[number, number]} at */
  #put(at) {
    if (this.points.length < MOST) this.points.push(at);
    this.cross = at;
    this.draw();
  }

  #listen() {
    const canvas = this.#canvas;
    /** @param {PointerEvent} event @returns {[number, number]} */
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      const along = (/** @type {number} */ part) => Number(Math.min(1, Math.max(-1, 2 * part - 1)).toFixed(3));
      return [along((event.clientX - box.left) / box.width), -along((event.clientY - box.top) / box.height)];
    };
    let held = false;
    canvas.addEventListener("pointerdown", (event) => {
      held = true;
      canvas.setPointerCapture(event.pointerId);
      this.#strokes.push(this.points.length);
      this.#put(place(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      const [at, last] = [place(event), this.cross];
      if (held && Math.hypot(at[0] - last[0], at[1] - last[1]) >= APART) this.#put(at);
    });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) canvas.addEventListener(end, () => (held = false));
    for (const turn of /** @type {const} */ (["focus", "blur"])) canvas.addEventListener(turn, () => this.draw());
    canvas.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1], Enter: [0, 0] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const next = /** @type {[number, number]} */ (this.cross.map((one, i) => Number(Math.min(1, Math.max(-1, one + NUDGE * by[i])).toFixed(3))));
      if (event.key === "Enter") this.#strokes.push(this.points.length);
      if (event.key === "Enter") this.#put(next);
      this.cross = next;
      this.draw();
    });
  }
}

/** @type {WeakMap<HTMLElement, Drawing>} */
const drawings = new WeakMap();

/** Show the square in `parent`; what was drawn there stays. @param {HTMLElement} parent @param {unknown} _ @param {Tell} tell the page */
export function show(parent, _, tell) {
  const drawing = drawings.get(parent) ?? new Drawing(parent, tell);
  drawings.set(parent, drawing);
  drawing.tell = tell;
  drawing.draw();
}

/** @param {HTMLElement} parent */
export function hide(parent) {
  drawings.get(parent)?.root.remove();
  drawings.delete(parent);
}
