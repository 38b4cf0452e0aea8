/** The whole run as a strip below the figure: its main curve, what the figure shows of it, what happened; it scrubs. */

/** @import { Session } from "./session.js" */
/** @import { Roles } from "./types" */

import { curveOf, mainLine, ready } from "./bindings.js";
import { element, svg } from "./dom.js";
import { whole } from "./numbers.js";
import { named } from "./sheet.js";

/** Box of the drawing; what is free above and below the curve in it; points of the curve at most; px that the words take. */
const [WIDE, HIGH, FREE, POINTS, WORDS] = [1000, 40, 7, 600, 130];

export class Strip {
  #scrub = element("input", { type: "range", min: "0", ariaLabel: "Step shown" });
  #curve = svg("path", { "vector-effect": "non-scaling-stroke" });
  #drawing = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" }, this.#curve);
  #window = element("i", { className: "lab-window", hidden: true });
  #later = element("span", { className: "lab-later", hidden: true }, "after your answer");
  #ticks = element("div", { className: "lab-ticks", ariaHidden: "true" });
  /** What the curve and the ticks show now. */
  #drawn = "";
  #ticked = "";
  /** Its width, px: asked for in each drawing it would have the browser lay out the page each time. */
  #wide = 0;
  /** The part of it that stays empty until the answer. */
  #kept = 0;
  element = element("div", { className: "lab-scrub" }, element("div", { className: "lab-strip", ariaHidden: "true" }, this.#drawing, this.#later, this.#window), this.#ticks, this.#scrub);

  /** @param {() => Session} session */
  constructor(session) {
    this.#scrub.oninput = () => session().seek(stepOf(session().clock, Number(this.#scrub.value)));
    new ResizeObserver(([{ contentRect }]) => this.#sayLater(contentRect.width, this.#kept)).observe(this.element);
  }

  /** @param {Session} session @param {Roles} roles @param {[number, number] | null} window steps that the figure shows, where it is not all */
  show(session, roles, window) {
    const { clock, run } = session;
    this.#scrub.disabled = run.empty;
    this.#scrub.step = clock.log ? "any" : String(run.stride);
    this.#scrub.max = String(clock.total);
    this.#scrub.value = String(clock.log ? clock.part(clock.at) * clock.total : clock.at);
    this.#scrub.dataset.step = String(clock.at);
    this.#scrub.setAttribute("aria-valuetext", `step ${whole(clock.at)} of ${whole(clock.total)}`);
    this.#showWindow(session, window);
    this.#showCurve(session);
    this.#showTicks(session, roles);
  }

  /** @param {Session} session @param {[number, number] | null} window */
  #showWindow({ clock }, window) {
    const [from, to] = (window ?? [0, clock.total]).map((step) => Math.min(1, Math.max(0, clock.part(step))));
    this.#window.hidden = from === 0 && to === 1;
    Object.assign(this.#window.style, { left: `${100 * from}%`, width: `${100 * (to - from)}%` });
    const free = 1 - Math.max(clock.part(Math.min(clock.limit, clock.total)), to < 1 ? to : 0);
    this.#sayLater(this.#wide, clock.limit < clock.head ? free : 0);
  }

  /** Where there is room for the words. @param {number} wide px @param {number} kept */
  #sayLater(wide, kept) {
    [this.#wide, this.#kept] = [wide, kept];
    this.#later.hidden = kept * wide < WORDS;
  }

  /** The hero's first curve along the steps, as far as it may be seen. @param {Session} session */
  #showCurve({ data, run, clock, veil, id }) {
    if (!ready(data.figures[0])) return;
    const end = Math.min(clock.end, run.lastStep);
    const drawn = [id, run.taken, run.rows, end, clock.total, clock.log, veil.join()].join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const main = mainLine(data.figures[0], veil);
    const [series] = (main && run.series(curveOf(main))) ?? [];
    const { x, y } = series?.shown(end, null, POINTS) ?? { x: [], y: [] };
    this.#curve.setAttribute("d", path(Array.from(x, (step) => clock.part(step)), Array.from(y)));
  }

  /** @param {Session} session @param {Roles} roles */
  #showTicks(session, roles) {
    const { clock, bindings, marks, id, acts } = session;
    const drawn = [id, marks.length, acts.length, clock.total, clock.end === clock.limit, roles.limit].join();
    if (drawn === this.#ticked) return;
    this.#ticked = drawn;
    const moments = bindings.filter((one) => one.kind === "moment");
    const known = marks.filter(({ step }) => step <= clock.limit);
    const happened = known.map((mark) => tick(clock.part(mark.at), roles[moments.find((one) => named(mark, one.mark))?.role ?? "soft"]));
    this.#ticks.replaceChildren(...happened, ...acts.map(([at]) => tick(clock.part(at), roles.second)));
  }
}

/** @param {number} part of the way @param {string} color */
function tick(part, color) {
  const line = element("i");
  line.style.left = `${100 * part}%`;
  line.style.background = color;
  return line;
}

/** A curve in the strip's box; in decades where it spans more than one. @param {number[]} parts @param {number[]} values */
function path(parts, values) {
  const seen = values.filter(Number.isFinite);
  const log = seen.length > 0 && Math.min(...seen) > 0 && Math.max(...seen) > 10 * Math.min(...seen);
  const heights = log ? values.map(Math.log10) : values;
  const [low, high] = [Math.min(...heights.filter(Number.isFinite)), Math.max(...heights.filter(Number.isFinite))];
  let pen = "M";
  return parts.map((part, i) => {
    if (!Number.isFinite(heights[i])) return "";
    const y = FREE + (1 - (heights[i] - low) / (high - low || 1)) * (HIGH - 2 * FREE);
    const point = `${pen}${(part * WIDE).toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
    return point;
  }).join("");
}

/** The step that the scrubber's value stands for. @param {import("./clock.js").Clock} clock @param {number} value */
function stepOf(clock, value) {
  return clock.log ? Math.round(clock.stepAt(value / clock.total)) : value;
}
