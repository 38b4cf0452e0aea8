/** A place on the figure: tapped, or found with two sliders; those of a class stand there as dots. */

import { element, set } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./axis.js").Axis} Axis */
/** @typedef {{ across: Axis, up: Axis, box: [number, number, number, number] }} Plane its cells fill a box of the drawing, row by row from the lowest */

/** Where the middle of a cell is in the drawing. @param {Plane} plane @param {number} number */
export function middle({ across, up, box: [left, top, width, height] }, number) {
  const column = (number - 1) % across.values.length;
  const row = Math.floor((number - 1) / across.values.length);
  return [left + ((column + 0.5) * width) / across.values.length, top + height - ((row + 0.5) * height) / up.values.length];
}

/** The cell at a place of the drawing, or the nearest. @param {Plane} plane @param {number} x @param {number} y */
export function cell({ across, up, box: [left, top, width, height] }, x, y) {
  const [columns, rows] = [across.values.length, up.values.length];
  const within = (/** @type {number} */ share, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  return 1 + within((x - left) / width, columns) + within((top + height - y) / height, rows) * columns;
}

/** Two sliders and a button that votes for where they stand; a tap on the figure moves both. @param {Plane} plane @param {Element} figure @param {(number: number) => void} vote */
export function pointer(plane, figure, vote) {
  const [across, up] = [plane.across, plane.up].map(({ name, values }) => {
    const range = element("input", { type: "range", min: 0, max: values.length - 1, step: 1, "aria-label": name, input: stand });
    range.value = String(values.length >> 1);
    return range;
  });
  const button = element("button", { type: "button", click: () => open && vote(number()) }, element("span"), element("small"));
  let mine = 0;
  let open = false;
  const number = () => 1 + Number(across.value) + Number(up.value) * plane.across.values.length;
  set(figure, { click: tap });

  function stand() {
    const voted = mine === number();
    button.children[0].textContent = `(${plane.across.values[Number(across.value)]}, ${plane.up.values[Number(up.value)]})`;
    button.children[1].textContent = say(voted ? "yours" : "vote");
    set(button, { "aria-pressed": String(voted) });
    over(figure, open || mine ? ring(plane, number()) : "");
  }

  /** @param {MouseEvent} event */
  function tap({ clientX, clientY }) {
    const drawing = /** @type {SVGSVGElement | null} */ (figure.querySelector("svg"));
    const from = drawing?.getScreenCTM()?.inverse();
    if (!open || !from || !button.isConnected) return;
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(from);
    put(cell(plane, x, y));
    stand();
  }

  /** @param {number} at */
  function put(at) {
    const columns = plane.across.values.length;
    [across.value, up.value] = [String((at - 1) % columns), String(Math.floor((at - 1) / columns))];
  }

  const row = (/** @type {HTMLInputElement} */ range, /** @type {Axis} */ { name }) => element("div", { class: "range" }, element("span", { "aria-hidden": "true" }, name), range, "");
  const ways = [element("p", { class: "soft" }, say("tap")), row(across, plane.across), row(up, plane.up)];
  return {
    inside: [...ways, button],
    /** The place that counts, and what else is known. @param {number | undefined} voted @param {any} seen */
    mark(voted, { phase, revealed, mine: rounds }) {
      open = phase === "open";
      if (voted && voted !== mine) put(voted);
      mine = voted ?? 0;
      stand();
      across.disabled = up.disabled = !open;
      set(button, { "aria-disabled": open ? null : "true", hidden: Boolean(revealed) });
      for (const way of ways) way.hidden = Boolean(revealed);
      if (revealed) over(figure, spots(plane, revealed.votes, { truth: revealed.truth, mine: rounds }));
    },
  };
}

/** Of a drawing only the plot in which a place is chosen, as large as there is room. @param {Element} figure @param {Plane} plane */
export function crop(figure, { box }) {
  const drawing = /** @type {SVGSVGElement} */ (figure.querySelector("svg"));
  set(drawing, { viewBox: box.join(" "), class: "crop" });
  drawing.style.aspectRatio = `${box[2]} / ${box[3]}`;
}

/** A class's places: the first round hollow, the last full, larger where there are more; the right ones as a patch. @param {Plane} plane @param {number[][]} votes @param {{ truth?: number[], mine?: (number | undefined)[] }} [how] */
export function spots(plane, votes, { truth = [], mine = [] } = {}) {
  const [, , width, height] = plane.box;
  const [w, h] = [width / plane.across.values.length, height / plane.up.values.length];
  const patch = truth.map((number) => middle(plane, number)).map(([x, y]) => `M${x - w / 2} ${y - h / 2}h${w}v${h}h${-w}z`).join("");
  const dots = votes.map((counts, round) => counts.map((count, i) => (count ? dot(middle(plane, i + 1), count, round < votes.length - 1, mine[round] === i + 1) : "")).join(""));
  return `<path class="right" d="${patch}"/>${dots.join("")}`;
}

const SIZE = 4;

/** @param {number[]} at @param {number} count @param {boolean} before @param {boolean} own */
const dot = ([x, y], count, before, own) => `<circle class="dot${before ? " coming" : ""}${own ? " own" : ""}" cx="${x}" cy="${y}" r="${SIZE * Math.sqrt(count)}"/>`;

/** @param {Plane} plane @param {number} number */
function ring(plane, number) {
  const [x, y] = middle(plane, number);
  return `<circle class="ring" cx="${x}" cy="${y}" r="${2.5 * SIZE}"/><circle class="dot own" cx="${x}" cy="${y}" r="${SIZE}"/>`;
}

/** Draw over the figure's plot, in the place of what was drawn there before. @param {Element} figure @param {string} marks */
export function over(figure, marks) {
  const drawing = figure.querySelector("svg");
  drawing?.querySelector(":scope > g.over")?.remove();
  drawing?.insertAdjacentHTML("beforeend", `<g class="over">${marks}</g>`);
}
