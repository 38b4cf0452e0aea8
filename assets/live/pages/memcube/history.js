/** A memory's history: its versions on a line, what was heard from above, its caches below, with the numbers of events. */

/** @import { GraphNode } from "../../types" */
/** @import { Shown } from "./changes.js" */
/** @import { Memory } from "./ring.js" */

import { svg } from "../../dom.js";
import { whole } from "../../numbers.js";
import { shape } from "./pen.js";

/** Units of the drawing, which is as wide as its column; the rows of sources, versions, caches and events. */
const [WIDE, HIGH, LEFT, RIGHT] = [320, 186, 14, 38];
const [SOURCES, LINE, CACHES, EVENTS] = [34, 88, 136, 160];
/** Versions that are shown, the newest; radius of a source; of versions the least and the largest. */
const [MOST, HEARD, LEAST, LARGEST] = [5, 10, 5, 15];
export const NAMES = /** @type {Record<string, string>} */ ({ text: "text", kv: "cache", sparse: "sparse cache", lora: "weights of its own" });
const FORMS = /** @type {Record<string, [string, string]>} */ ({ kv: ["square", "model"], sparse: ["diamond", "second"], lora: ["triangle-up", "data"] });

/** @param {Memory} memory @param {string} name @param {Shown} graph */
export function history({ versions, sources }, name, { nodes }) {
  const shown = versions.slice(0, MOST).reverse();
  const gap = shown.length > 1 ? (WIDE - LEFT - RIGHT) / (shown.length - 1) : 0;
  const forms = [...nodes.values()].filter(({ type, about }) => type !== "text" && about === versions[0].about);
  const parts = shown.flatMap((node, i) => version(node, LEFT + gap * i, sources.get(node.id) ?? [], forms.filter((form) => form.version === node.version)));
  const heard = shown.some(({ id }) => sources.has(id));
  const more = versions.length > MOST ? `${versions.length - MOST} older not shown` : "";
  const bytes = [...new Map(forms.map((form) => [form.type, form.bytes]))].map(([type, size]) => `${NAMES[type]}, ${whole(size)} bytes`);
  const words = [
    word(LEFT - 8, 12, heard ? "heard again" : "", "soft"),
    word(LEFT - 8, LINE - 22, heard ? "" : `${name}’s memory`, "soft"),
    word(WIDE, 12, more, "soft", "end"),
  ];
  const line = svg("path", { d: `M${LEFT} ${LINE}H${LEFT + gap * (shown.length - 1) + 14}`, stroke: paint("ink"), "stroke-width": 2 });
  const axis = svg("path", { d: `M${LEFT - 8} ${EVENTS}H${WIDE}`, stroke: paint("hairline") });
  const label = `${name}: ${shown.map(({ version: number, made, reads = 0 }) => `version ${number} since event ${made}, asked ${reads} times`).join("; ")}`;
  const drawing = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": label, class: "lab-history" }, line, axis, ...parts, ...words);
  return { drawing, bytes: bytes.join(" · ") };
}

/** @param {GraphNode} node @param {number} x @param {{ node: GraphNode, relation: string }[]} heard @param {GraphNode[]} forms */
function version(node, x, heard, forms) {
  const lives = node.look === "now" || node.look === "frozen";
  const radius = Math.min(LEAST + Math.sqrt(node.reads ?? 0), LARGEST);
  const sources = heard.flatMap(({ node: source, relation }, i) => {
    const [at, conflict] = [Math.max(HEARD + 1, x - 22 + 24 * i), relation === "conflicts_with"];
    const way = { d: `M${at} ${SOURCES}C${at + 14} ${SOURCES} ${x} ${SOURCES + 20} ${x} ${LINE}`, fill: "none", stroke: paint(conflict ? "limit" : "ink"), "stroke-width": 1.5, "stroke-dasharray": conflict ? "3 3" : "none" };
    const ring = { cx: at, cy: SOURCES, r: HEARD, fill: paint("panel"), stroke: paint("ink"), "stroke-width": 1.75 };
    return [svg("path", way), svg("circle", ring), word(at, SOURCES + 4, source.owner, "ink", "middle")];
  });
  const caches = forms.flatMap(({ type, look }, i) => {
    const [symbol, role] = FORMS[type] ?? ["circle", "ink"];
    const place = /** @type {[number, number]} */ ([x + 14 * i, CACHES]);
    const way = { d: `M${x} ${LINE}L${place.join(" ")}`, stroke: paint(role), "stroke-width": 1.75 };
    return [svg("path", way), svg("path", { d: shape(symbol, place, 9), fill: look === "now" ? paint(role) : paint("panel"), stroke: paint(role), "stroke-width": 1.5 })];
  });
  const dot = node.look === "gone"
    ? svg("path", { d: shape("x-thin", [x, LINE], 12), stroke: paint("others"), "stroke-width": 2 })
    : svg("circle", { cx: x, cy: LINE, r: radius, fill: paint(lives ? "truth" : "others") });
  const frozen = node.look === "frozen" ? [svg("circle", { cx: x, cy: LINE, r: radius + 4, fill: "none", stroke: paint("ink"), "stroke-width": 1.5 })] : [];
  const tick = svg("path", { d: `M${x} ${EVENTS}v4`, stroke: paint("hairline") });
  const under = [
    word(x + 6, LINE + 28, `v${node.version}`, "ink"),
    word(x + 8 + 7 * `v${node.version}`.length, LINE + 28, node.reads ? `${node.reads}×` : "", "soft"),
    word(x, EVENTS + 18, whole(node.made), "soft", x < 20 ? "start" : "middle"),
  ];
  return [...sources, ...caches, dot, ...frozen, tick, ...under];
}

/** @param {string} role */
const paint = (role) => `var(--lab-${role})`;

/** @param {number} x @param {number} y @param {string} text @param {string} role @param {string} [anchor] */
const word = (x, y, text, role, anchor = "start") => svg("text", { x, y, fill: paint(role), "text-anchor": anchor, "font-size": 12 }, text);
