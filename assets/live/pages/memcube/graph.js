/** A graph of memories as of a step, drawn upon the plot: chosen by a tap or by keys, zoomed, never moving by itself. */

/** @import { Graph, GraphNode, Trace } from "../../types" */
/** @import { LiveFigure } from "../../figure.js" */
/** @import { Run } from "../../run.js" */
/** @import { Sheet } from "../../sheet.js" */
/** @import { Shown } from "./changes.js" */
/** @import { Box } from "./names.js" */
/** @import { Drawn, Spot } from "./ring.js" */

import { element, svg, write } from "../../dom.js";
import { Key } from "./key.js";
import { held, named } from "./names.js";
import { drawn as look } from "./pen.js";

/** A tap hits the nearest memory within so many px; how much a gesture zooms, and at most; from a memory to its name, px. */
const [REACH, NEARER, NEAREST, BESIDE] = [22, 1.6, 8, 11];
/** Height of names and of agents' letters, px. */
const [SMALL, LETTER] = [12, 18];
/** From a hub's middle up to the word above its letter and down to that, px. */
const [UP, DOWN] = [9, 7];
const KEYS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });

export class GraphView {
  /** The graph as of the step. @type {Shown | null} */
  shown = null;
  /** What is drawn of it. @type {Drawn | null} */
  drawn = null;
  /** Id of the chosen node, -1 for none. */
  chosen = -1;
  /** The subject that the keys have come to, and the one below the pointer. */
  #at = -1;
  #over = -1;
  /** Run of the member whose graph it is. */
  member = "";
  /** Subjects that are acted upon by hand, now or later: named from the beginning. @type {Set<number>} */
  acted = new Set();
  /** What is drawn, in its order, and the trace that says how. @type {[string, Trace][]} */
  #traces = [];
  /** @type {import("../../types").Roles} */
  #roles = {};
  /** Half the sides of what is drawn, in radii, and a radius' height against its width. */
  #reach = [1, 1, 1];
  /** What is in the middle, in radii, and how near it is. */
  #lens = { x: 0, y: 0, zoom: 1 };
  #size = [0, 0];
  #paths = svg("g");
  #words = svg("g");
  #focus = svg("circle", { fill: "none", "stroke-width": 2 });
  #svg = /** @type {SVGSVGElement} */ (svg("svg", { class: "lab-ring", tabindex: 0, role: "application", "aria-roledescription": "ring of memories" }, this.#paths, this.#words, this.#focus));
  #heard = element("span", { className: "lab-spoken", ariaLive: "polite" });
  #key = new Key();
  #pen = /** @type {CanvasRenderingContext2D} */ (element("canvas").getContext("2d"));
  /** @type {Map<string, number>} */
  #widths = new Map();
  #painted = "";

  /** @param {LiveFigure} figure */
  constructor({ plot, hooks }) {
    this.plot = plot;
    this.changed = () => hooks.changed();
    plot.after(this.#svg, this.#key.element, this.#heard);
    new ResizeObserver(this.changed).observe(plot);
    void document.fonts.ready.then(() => this.#widths.clear());
    this.#listen();
  }

  /** Whether its memories are not here yet. */
  get waits() {
    return !this.shown?.nodes.size;
  }

  /** The subject of the chosen node, -1 for none. */
  get subject() {
    return this.shown?.nodes.get(this.chosen)?.about ?? -1;
  }

  /** Whose graph it is from now on; the chosen node is the same one in a run of this family, whose past is shared. @param {Run} run @param {number} member */
  of(run, member) {
    if (this.member === run.members[member]) return;
    this.member = run.members[member];
    if (run.members.length > 1) this.chosen = -1;
  }

  /** Keep what is to be drawn; a line about the chosen node. @param {Graph} binding @param {Sheet} sheet @param {Shown} graph @param {Drawn} drawn */
  take(binding, { traces, figure, roles }, graph, drawn) {
    [this.shown, this.drawn, this.#roles] = [graph, drawn, roles];
    const numbers = [...Object.entries(binding.lines), ...Object.entries(binding.points)].sort(([, a], [, b]) => a - b);
    this.#traces = numbers.map(([what, number]) => [what, traces[number]]);
    const { xaxis, yaxis } = /** @type {any} */ ({ ...figure.layout, ...(this.#narrow ? figure.phone : {}) });
    this.#reach = [xaxis.range[1], yaxis.range[1], yaxis.scaleratio ?? 1];
    this.#key.show(binding, traces);
    const node = graph.nodes.get(this.chosen);
    return node ? card(node) : "";
  }

  /** Choose a node, or none. @param {number} id */
  choose(id) {
    this.chosen = id;
    this.#at = this.subject;
    this.changed();
  }

  /** Draw it where the plot stands. */
  place() {
    const { offsetLeft, offsetTop, clientWidth: width, clientHeight: height } = this.plot;
    if (!this.drawn || !width) return;
    if (width !== this.#size[0]) this.#explain();
    this.#size = [width, height];
    Object.assign(this.#svg.style, { left: `${offsetLeft}px`, top: `${offsetTop}px` });
    for (const [name, value] of Object.entries({ width, height, "aria-label": this.#told })) this.#svg.setAttribute(name, String(value));
    const now = [this.drawn.key, width, height, this.#over, this.#at, document.activeElement === this.#svg, ...Object.values(this.#lens), this.#roles.ink].join();
    if (now === this.#painted) return;
    this.#painted = now;
    this.#paint();
  }

  /** Where words stand beside the plot its key is among them, and the ring is higher. */
  #explain() {
    const side = this.plot.closest(".lab-figure")?.querySelector(".lab-side");
    if (side && !side.querySelector(".lab-key") && getComputedStyle(side).display !== "contents") side.append(this.#key.element);
  }

  get #narrow() {
    return matchMedia("(max-width: 640px)").matches && !this.plot.closest('[data-paper="true"]');
  }

  get #told() {
    const { memories, hubs } = /** @type {Drawn} */ (this.drawn);
    const whose = [...hubs.keys()].map((agent) => `${[...memories.values()].filter(({ versions: [{ owner }] }) => owner === agent).length} of agent ${agent}`);
    return `${memories.size} memories on a ring: ${whose.join(", ")}. Arrow keys walk over them, Enter chooses one, plus and minus zoom.`;
  }

  /** Pixels in a radius, across and up. */
  get #unit() {
    const [width, height] = this.#size;
    const across = Math.min(width / 2 / this.#reach[0], height / 2 / this.#reach[1] / this.#reach[2]);
    return [across * this.#lens.zoom, across * this.#reach[2] * this.#lens.zoom];
  }

  /** Where places of the ring are, px. @returns {(x: number, y: number) => [number, number]} */
  get #put() {
    const [[across, up], [width, height], lens] = [this.#unit, this.#size, this.#lens];
    const [left, top] = [width / 2 - across * lens.x, height / 2 + up * lens.y];
    return (x, y) => [left + across * x, top - up * y];
  }

  #paint() {
    const put = this.#put;
    const grown = Math.sqrt(this.#lens.zoom);
    while (this.#paths.childElementCount < this.#traces.length) this.#paths.append(svg("path"));
    this.#traces.forEach(([what, trace], i) => {
      for (const [name, value] of Object.entries({ "data-what": what, ...look(trace, put, grown) })) this.#paths.children[i].setAttribute(name, String(value));
    });
    const { hubs } = /** @type {Drawn} */ (this.drawn);
    const letters = [...hubs].flatMap(([agent, place]) => {
      const [x, y] = put(...place);
      const letter = this.#word(agent, [x, y + DOWN * grown], { "font-size": LETTER * grown, "text-anchor": "middle", class: "lab-hub" });
      return [letter, this.#word("agent", [x, y - UP * grown], { "font-size": SMALL * grown, "text-anchor": "middle", fill: this.#roles.soft })];
    });
    this.#words.replaceChildren(...letters, ...this.#names(put));
    const seen = document.activeElement === this.#svg && this.drawn?.memories.has(this.#at);
    const [x, y] = put(...spot(this.drawn, this.#at));
    for (const [name, value] of Object.entries({ cx: x, cy: y, r: seen ? 13 * grown : 0, stroke: this.#roles.ink })) this.#focus.setAttribute(name, String(value));
  }

  /** @param {(x: number, y: number) => [number, number]} put */
  #names(put) {
    const { memories, points } = /** @type {Drawn} */ (this.drawn);
    const { zoom } = this.#lens;
    const middle = put(0, 0);
    const refused = new Set((points.get("refused") ?? []).map(({ node }) => node?.about));
    const known = new Set((points.get("lora") ?? []).map(({ node }) => (node?.type === "text" ? node.about : -1))); // by weights that all share
    const spots = [...points].flatMap(([what, all]) => (what === "hub" ? [] : all));
    const boxes = spots.map(({ x, y, size, node }) => /** @type {const} */ ([node?.about, around(put(x, y), (size * Math.sqrt(zoom)) / 2 - 2)]));
    const ends = outermost(spots, put, middle);
    const places = [...memories].map(([about, memory]) => {
      const role = about === this.subject || about === this.#over ? "ink" : refused.has(about) ? "limit" : known.has(about) || this.acted.has(about) ? "ink" : "";
      const [angle, away] = ends.get(about) ?? [0, 0];
      const far = away + BESIDE * Math.sqrt(zoom);
      return { about, memory, role, angle, x: middle[0] + far * Math.cos(angle), y: middle[1] + far * Math.sin(angle) };
    });
    const [width, height] = this.#size;
    return named(places, this.#measure, [0, 0, width, height], boxes.map(([, box]) => box), zoom).map(({ text, x, y, turn, role }) => {
      const left = Math.abs(turn) > 90;
      const fill = this.#roles[role === "limit" ? "limit-text" : role ? "ink" : "soft"];
      const more = { "font-size": SMALL, "font-weight": role ? 600 : 400, fill, class: "lab-name" };
      if (role) return this.#word(text, [x, y], { ...more, "text-anchor": held(turn) });
      return this.#word(text, [x, y], { ...more, "text-anchor": left ? "end" : "start", transform: `rotate(${left ? turn + 180 : turn} ${x} ${y})` });
    });
  }

  /** How wide a name is, px. @param {string} text @param {boolean} bold */
  #measure = (text, bold) => {
    const key = `${bold} ${text}`;
    const known = this.#widths.get(key);
    if (known) return known;
    this.#pen.font = `${bold ? 600 : 400} ${SMALL}px ${getComputedStyle(this.#svg).fontFamily}`;
    const { width } = this.#pen.measureText(text);
    this.#widths.set(key, width);
    return width;
  };

  /** @param {string} text @param {[number, number]} place @param {Record<string, string | number>} more */
  #word(text, [x, y], more) {
    return svg("text", { x, y, dy: "0.35em", fill: this.#roles.ink, ...more }, text);
  }

  // --- what a person does

  #listen() {
    const root = this.#svg;
    /** @type {{ x: number, y: number, moved: boolean } | null} */
    let held = null;
    root.addEventListener("pointerdown", ({ clientX, clientY }) => void (held = { x: clientX, y: clientY, moved: false }));
    root.addEventListener("pointermove", (event) => {
      if (held && this.#lens.zoom > 1) this.#drag(held, event);
      else this.#hover(event);
    });
    root.addEventListener("pointerleave", () => this.#hover(null));
    root.addEventListener("click", (event) => {
      const moved = held?.moved;
      held = null;
      if (!moved) this.choose(this.#nearest(event)?.id ?? -1);
    });
    root.addEventListener("dblclick", (event) => this.#zoom(this.#lens.zoom > 1 ? 0 : NEARER ** 2, event));
    root.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return; // else the page is scrolled
      event.preventDefault();
      this.#zoom(event.deltaY < 0 ? NEARER : 1 / NEARER, event);
    }, { passive: false });
    root.addEventListener("keydown", (event) => this.#press(event));
    for (const name of ["focus", "blur"]) root.addEventListener(name, this.changed);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const acts = /** @type {Record<string, () => void>} */ ({
      ...Object.fromEntries(Object.entries(KEYS).map(([key, way]) => [key, () => this.#walk(way)])),
      Enter: () => this.choose(this.drawn?.memories.get(this.#at)?.versions[0].id ?? -1),
      Escape: () => this.choose(-1),
      "+": () => this.#zoom(NEARER),
      "-": () => this.#zoom(1 / NEARER),
      0: () => this.#zoom(0),
    });
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  }

  /** To the next memory, clockwise, or the one before. @param {number} way */
  #walk(way) {
    const { turns, memories } = /** @type {Drawn} */ (this.drawn);
    const order = [...turns].sort(([, a], [, b]) => b - a).map(([about]) => about);
    this.#at = order[(order.indexOf(this.#at) + way + order.length) % order.length] ?? -1;
    const memory = memories.get(this.#at);
    write(this.#heard, memory ? card(memory.versions[0]) : "");
    this.changed();
  }

  /** Nearer or farther, around a place or what the keys have come to; 0 shows all. @param {number} by @param {MouseEvent} [event] */
  #zoom(by, event) {
    const box = this.#svg.getBoundingClientRect();
    const [x, y] = event ? [event.clientX - box.left, event.clientY - box.top] : this.#put(...spot(this.drawn, this.#at));
    const [[across, up], [width, height], lens] = [this.#unit, this.#size, this.#lens];
    const zoom = Math.min(NEAREST, Math.max(1, lens.zoom * by));
    const kept = 1 - lens.zoom / zoom;
    const [dx, dy] = [((x - width / 2) / across) * kept, ((height / 2 - y) / up) * kept];
    this.#lens = zoom === 1 ? { x: 0, y: 0, zoom } : { x: lens.x + dx, y: lens.y + dy, zoom };
    this.changed();
  }

  /** @param {{ x: number, y: number, moved: boolean }} held @param {PointerEvent} event */
  #drag(held, { clientX, clientY, buttons }) {
    if (!buttons) return;
    const [across, up] = this.#unit;
    const [dx, dy] = [clientX - held.x, clientY - held.y];
    held.moved ||= Math.hypot(dx, dy) > 4;
    if (!held.moved) return;
    this.#lens = { ...this.#lens, x: this.#lens.x - dx / across, y: this.#lens.y + dy / up };
    [held.x, held.y] = [clientX, clientY];
    this.changed();
  }

  /** @param {PointerEvent | null} event */
  #hover(event) {
    const over = event && event.pointerType !== "touch" ? (this.#nearest(event)?.about ?? -1) : -1;
    if (over === this.#over) return;
    this.#over = over;
    this.#svg.style.cursor = over < 0 ? "" : "pointer";
    this.changed();
  }

  /** The nearest node within reach. @param {MouseEvent} event @returns {GraphNode | null} */
  #nearest({ clientX, clientY }) {
    const [box, put] = [this.#svg.getBoundingClientRect(), this.#put];
    let [best, least] = [/** @type {GraphNode | null} */ (null), REACH];
    for (const all of this.drawn?.points.values() ?? []) {
      for (const { x, y, node } of all) {
        const [px, py] = put(x, y);
        const far = Math.hypot(px - clientX + box.left, py - clientY + box.top);
        if (node && far < least) [best, least] = [node, far];
      }
    }
    return best;
  }
}

/** Where a subject stands on the ring, in radii. @param {Drawn | null} drawn @param {number} about @returns {[number, number]} */
function spot(drawn, about) {
  const turn = drawn?.turns.get(about);
  return turn === undefined ? [0, 0] : [Math.cos(turn), Math.sin(turn)];
}

/** For each subject the direction of what is drawn of it farthest out, and how far that reaches, px. @param {Spot[]} spots @param {(x: number, y: number) => [number, number]} put @param {[number, number]} middle @returns {Map<number, [number, number]>} */
function outermost(spots, put, [x0, y0]) {
  const found = new Map();
  for (const { x, y, size, node } of spots) {
    const [px, py] = put(x, y);
    const away = Math.hypot(px - x0, py - y0) + size / 2;
    if (node && away > (found.get(node.about)?.[1] ?? 0)) found.set(node.about, [Math.atan2(py - y0, px - x0), away]);
  }
  return found;
}

/** @param {[number, number]} place @param {number} half @returns {Box} */
const around = ([x, y], half) => [x - half, y - half, x + half, y + half];

/** @param {GraphNode} node */
function card({ label, text, look: state, owner, read, reads = 0 }) {
  const shared = read.length ? `, read by ${read.join(" and ")} too` : ", private";
  const gone = state === "gone" ? "erased" : text;
  return `${label}: ${gone} · of agent ${owner}${shared} · ${reads} reads${state === "frozen" ? " · frozen" : ""}`;
}
