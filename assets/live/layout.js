/** The still part of a figure: the experiment's dicts in the theme's colours, and axes that do not jump. */

/** @import { Axis, Figure, Layout, Roles, Trace } from "./types" */

import { THIN } from "./numbers.js";
import { coloured, toned } from "./theme.js";

const CLEAR = "rgba(0,0,0,0)";
const AXIS = /^[xy]axis\d*$/;
/** Steps are counted, 2 000, 4 000: never as parts of a power. */
const COUNTED = { exponentformat: "none", separatethousands: true };
/** Room for the numbers of an axis alone. */
const COUNTED_ROOM = 28;
/** How an axis of steps is called where no curve says so. */
const STEPS = /\bsteps?\b(?! size)/;
/** Room for the headings of upright axes, and for no more than tick labels beside them. */
const MARGIN = { l: 58, r: 16, t: 26, b: 44 };
/** Numbers beside a hero's panel have this room, as long as no words stand there, px. */
const LONG = 72;
/** Of a hero: the least height, what stands above and below it, and what cards, dials and, where no words stand beside it, a key take; the same on a phone. */
const [LOWEST, BESIDE, CARDS, DIALS, KEY] = [260, 380, 84, 56, 62];
/** In a window that is lower, cards stand below the buttons (frame.css has the same number), px. */
const TALL = 800;
/** From this width on words stand beside the hero (frame.css has its container's), px. */
const BROAD = 1080;
const [LOWEST_PHONE, BESIDE_PHONE] = [260, 580];
/** As high as a phone's figure may be for its question to be seen below it, px. */
export const LOW = 380;
/** Height of a small figure without and with numbers below. */
const [SMALL, NUMBERED] = [132, 162];
/** What a small figure has around its panel. */
const TIGHT = { l: 44, r: 6, t: 20, b: 6 };
/** From one name to the next in it, px. */
const APART = 14;
/** Widths of lines: what the figure is about, what it is compared with, the rest; and the dots of a dotted one. */
const WIDTHS = /** @type {Record<string, number>} */ ({ model: 2.75, second: 2.25, limit: 2, others: 1.5 });
const DOTS = "2px,3.5px";
/** The stage is read from the last row: text of a fortieth of its height, numbers of axes a fifth smaller, lines of 4 px at least. */
const [PART, NUMBERS, THICK] = [40, 0.82, 4];
/** A heading above less than this part of a stage has no room for more than what is shown. */
const ROOMY = 0.6;
/** As many letters of a heading have room there in a line. */
const LONGISH = 30;
/** Size of the text on a page, px: for it the experiments chose their margins. */
const PLAIN = 13;
/** What a hero leaves on a stage for its sentence. */
const SENTENCE = 130;
const PHONE_MARGIN = { l: 50, r: 32 };

/** The layout's name of an axis that a trace calls `y2`. @param {string} reference */
export const axisName = (reference) => `${reference[0]}axis${reference.slice(1)}`;

/** `cards`, `dials`: there is something to try, and to set. @typedef {{ phone: boolean, stage: boolean, paper: boolean, cards: boolean, dials: boolean }} Screen */
/** @typedef {"hero" | "small" | "plain"} Place of a figure on the page */

/** Height of a figure in px: the hero leaves room for the question, the transport and the sentence. @param {Figure} figure @param {Screen} screen @param {Place} place */
export function heightOf(figure, { phone, stage, paper, cards, dials }, place) {
  const [wide, narrow] = figure.height;
  if (paper) return wide;
  if (stage) return innerHeight - SENTENCE;
  if (place === "small") return counts(figure) ? SMALL : NUMBERED;
  if (place === "plain") return phone ? narrow : wide;
  if (phone) return narrow > LOW ? narrow : Math.min(narrow, Math.max(LOWEST_PHONE, innerHeight - BESIDE_PHONE));
  const keyed = innerWidth < BROAD && figure.bindings.some(({ kind }) => kind === "graph");
  const below = (cards && innerHeight >= TALL ? CARDS : 0) + (dials ? DIALS : 0) + (keyed ? KEY : 0);
  return Math.min(wide, Math.max(LOWEST, innerHeight - BESIDE - below));
}

/** Whether a figure can be read when it is small: one panel, few names beside it, and no picture. @param {Figure} figure */
export function simple({ layout, traces }) {
  const axes = Object.keys(layout).filter((name) => AXIS.test(name));
  const few = axes.every((name) => (/** @type {any} */ (layout[name]).ticktext ?? []).length * APART <= SMALL);
  return few && axes.length <= 2 && traces.every(({ type = "scatter" }) => type === "scatter" || type === "bar");
}

/** Whether its axis counts steps, as the hero's does: it needs no numbers of its own. @param {Figure} figure */
const counts = (figure) => stepAxes(figure).size > 0;

/** @param {Figure} figure @param {string} id @param {Roles} roles @param {Screen} screen @param {string} family @param {number} height @param {Place} [place] @returns {{ traces: Trace[], layout: Layout }} */
export function still(figure, id, roles, { phone, stage }, family, height, place = "plain") {
  const own = phone ? figure.phone : stage && { annotations: brief(figure), ...named(figure) };
  const drawn = { traces: figure.traces, layout: { ...figure.layout, ...own } };
  const { traces, layout: base } = coloured(/** @type {any} */ (drawn), roles);
  const margin = { ...MARGIN, ...base.margin };
  if (stage) margin.t = Math.max(margin.t, figure.phone?.margin?.t ?? 0); // its words are a phone's
  const ended = figure.bindings.some((one) => one.kind === "exponent" || ("name" in one && one.name)); // at ends, in the margin
  if (place === "hero") weigh(traces, base, roles);
  if (place === "hero" && margin.l <= LONG) margin.l = MARGIN.l;
  if (place === "hero" && !ended) margin.r = Math.min(margin.r, MARGIN.r);
  margin.t = Math.max(margin.t, MARGIN.t);
  /** @type {Layout} */
  const layout = {
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { family, size: phone ? 12 : PLAIN, color: roles.soft },
    separators: `.${THIN}`,
    showlegend: false,
    hovermode: "x",
    hoverlabel: { bgcolor: roles.panel, bordercolor: roles.hairline, font: { family, color: roles.ink } },
    ...base,
    margin: phone ? { ...margin, l: Math.min(margin.l, PHONE_MARGIN.l), r: ended ? margin.r : Math.min(margin.r, PHONE_MARGIN.r) } : margin,
    height,
    dragmode: phone ? false : (base.dragmode ?? "zoom"),
    uirevision: id,
  };
  const pairs = traces.map((/** @type {Trace} */ trace) => [trace.yaxis ?? "y", trace.xaxis ?? "x"]);
  const beside = new Map(pairs.reverse());
  const above = [];
  const bySteps = stepAxes(figure);
  for (const reference of new Set(pairs.flat())) {
    const counted = bySteps.has(reference) ? COUNTED : {};
    const lying = reference.startsWith("x");
    const { title, ...own } = { ...axis(roles, phone, lying), ...base[axisName(reference)], ...counted };
    const bare = place === "hero" && title?.text === "step"; // its name stands beside its numbers
    if (bare && !stage) layout.margin = { ...layout.margin, b: COUNTED_ROOM };
    if (bare) above.push(beneath("step", reference));
    layout[axisName(reference)] = lying && !bare ? { title: title && { standoff: 6, ...title, font: { size: PLAIN, ...title.font } }, ...own } : own;
    if (!lying && title?.text) above.push(heading(title.text, reference, beside.get(reference), roles, stage && !roomy(base, beside.get(reference))));
  }
  layout.annotations = [...(base.annotations ?? []), ...above];
  if (place === "small") shrink(layout, figure, ended ? margin.r : 0);
  if (stage) enlarge(traces, layout, ended ? margin.r : 0);
  return { traces: toned(traces, roles, "textfont"), layout };
}

/** Lines as wide as what they stand for; an experiment's own thin ones stay thin. @param {Trace[]} traces @param {Layout} layout @param {Roles} roles */
function weigh(traces, layout, roles) {
  for (const { line } of [...traces, .../** @type {Trace[]} */ (layout.shapes ?? [])]) {
    const role = Object.keys(WIDTHS).find((name) => roles[name] === line?.color);
    if (!line || !role) continue;
    if ((line.width ?? 2) >= 1.5) line.width = WIDTHS[role];
    if (line.dash === "dot") line.dash = DOTS;
  }
}

/** Room for a panel alone; along steps, which the hero counts, without numbers. @param {Layout} layout @param {Figure} figure @param {number} names what they take beside the panel, px */
function shrink(layout, figure, names) {
  const words = Object.values(layout).some((one) => /** @type {Axis | null} */ (one)?.ticktext && one !== layout.xaxis);
  const counted = counts(figure);
  layout.font = { .../** @type {object} */ (layout.font), size: 12 };
  layout.annotations = apart(layout.annotations ?? [], Number(layout.height) - TIGHT.t - TIGHT.b).map((one) => ({ ...one, font: { ...one.font, size: 12 } }));
  layout.margin = { ...TIGHT, l: words ? (layout.margin?.l ?? 0) : TIGHT.l, r: Math.max(TIGHT.r, names), b: counted ? TIGHT.b : 38 };
  for (const name of Object.keys(layout).filter((one) => AXIS.test(one))) {
    const axis = /** @type {Axis} */ (layout[name]);
    const quiet = name.startsWith("x") && counted ? { showticklabels: false, title: undefined, ticks: "" } : { nticks: 3 };
    layout[name] = { ...axis, ...quiet, fixedrange: true };
  }
}

/** Names at shares of a panel, moved down where they would lie on each other. @param {object[]} annotations @param {number} high of the panel, px @returns {any[]} */
function apart(annotations, high) {
  /** @type {Record<string, number>} where the next name at a side may stand, px from above */
  const free = {};
  const shares = /** @type {any[]} */ (annotations).filter(({ yref, yanchor }) => /paper|domain/.test(yref) && yanchor === "middle").sort((a, b) => b.y - a.y);
  const moved = new Map(shares.map((one) => {
    const top = (1 - one.y) * high;
    const at = Math.max(top, free[one.xanchor] ?? 0);
    free[one.xanchor] = at + APART;
    return [one, { ...one, yshift: top - at }];
  }));
  return annotations.map((one) => moved.get(one) ?? one);
}

/** Thick lines and large text, for a hall. @param {Trace[]} traces @param {Layout} layout @param {number} names what they take beside the plots, px */
function enlarge(traces, layout, names) {
  const size = Math.round(innerHeight / PART);
  const large = (/** @type {unknown} */ font) => ({ .../** @type {object} */ (font), size: enlarged(font, size) });
  for (const trace of traces) {
    const { line, marker, textfont } = /** @type {{ line?: any, marker?: any, textfont?: object }} */ (trace);
    if (line) line.width = Math.max(THICK, 2 * Number(line.width ?? 2));
    if (typeof marker?.size === "number") marker.size *= 2;
    if (textfont) trace.textfont = large(textfont);
  }
  for (const name of Object.keys(layout).filter((one) => AXIS.test(one))) {
    const { title, tickfont } = /** @type {any} */ (layout[name]);
    const numbers = large(tickfont);
    Object.assign(/** @type {object} */ (layout[name]), { tickfont: { ...numbers, size: Math.round(NUMBERS * numbers.size) } }, title && { title: { ...title, font: large(title.font) } });
  }
  const room = (/** @type {"t" | "b"} */ side, /** @type {number} */ lines) => Math.max(lines * size, (layout.margin?.[side] ?? 0) * (size / PLAIN));
  layout.font = { .../** @type {object} */ (layout.font), size };
  const high = layout.annotations?.some((/** @type {any} */ { name, text }) => name?.startsWith("heading") && text.includes("<br>"));
  const shift = (/** @type {any} */ { yshift }) => (yshift ? { yshift: (yshift * size) / PLAIN } : {});
  layout.annotations = layout.annotations?.map((one) => ({ ...one, ...shift(one), font: { .../** @type {any} */ (one).font, size } }));
  layout.margin = { l: 4.7 * size, r: Math.max(3, names / PLAIN) * size, t: room("t", high ? 3 : 2), b: room("b", 3) };
}

/** Words on a stage are large, so they are a phone's: where a page has the same, at its place. @param {Figure} figure @returns {any[]} */
function brief({ layout, phone }) {
  const place = (/** @type {any} */ { xref, yref, x, y, yshift, font, name }) => [...(name ? [name] : [xref, yref, x, y, yshift]), font?.color].join();
  const wide = /** @type {any[]} */ (layout.annotations ?? []);
  const there = new Map(wide.flatMap((note) => /** @type {[string, any][]} */ ([[note.text, note], [place(note), note]])));
  return (/** @type {any[] | undefined} */ (phone?.annotations) ?? wide).map((note) => ({ ...(there.get(place(note)) ?? there.get(note.text) ?? note), text: note.text }));
}

/** A phone's names of ticks, for a stage. @param {Figure} figure @returns {Layout} */
function named({ layout, phone }) {
  const shorter = Object.entries(phone ?? {}).filter(([, axis]) => /** @type {Axis | null} */ (axis)?.ticktext);
  return Object.fromEntries(shorter.map(([name, axis]) => [name, { .../** @type {Axis} */ (layout[name]), ticktext: /** @type {Axis} */ (axis).ticktext }]));
}

/** A font that was small or large among the others stays so. @param {any} font @param {number} size */
function enlarged(font, size) {
  return Math.round(((font?.size ?? PLAIN) * size) / PLAIN);
}

/** The rest of a heading. @param {string} text @param {string} color */
export const aside = (text, color) => `<span style="font-weight:400;color:${color}">${text}</span>`;

/** The name of what is written above an upright axis. @param {string} yaxis */
export const headingOf = (yaxis) => `heading ${yaxis}`;

/** What an upright axis shows, written above it where it can be read. @param {string} text @param {string} yaxis @param {string} xaxis @param {Roles} roles @param {boolean} brief without what more there is to say of it */
function heading(text, yaxis, xaxis, { ink, soft }, brief) {
  const place = { xref: `${xaxis} domain`, x: 0, yref: `${yaxis} domain`, y: 1, xanchor: "left", yanchor: "bottom" };
  const [start] = /** @type {string[]} */ (/^[^;,(]+/.exec(text) ?? [text]);
  const [name, more] = brief ? [folded(start), ""] : [start, text.slice(start.length)];
  return { name: headingOf(yaxis), align: "left", text: more ? `${name}${aside(more, soft)}` : name, ...place, showarrow: false, font: { color: ink, weight: 600 } };
}

/** A heading that is long, in two lines. @param {string} text */
function folded(text) {
  const after = text.indexOf(" ", text.length / 2);
  return text.length < LONGISH || after < 0 || text.includes("<br>") ? text : `${text.slice(0, after)}<br>${text.slice(after + 1)}`;
}

/** Whether an axis goes along most of a stage. @param {Layout} layout @param {string} xaxis */
function roomy(layout, xaxis) {
  const [begin, end] = /** @type {any} */ (layout[axisName(xaxis)])?.domain ?? [0, 1];
  return end - begin > ROOMY;
}

/** The name of an axis that lies, at its lower left, before its numbers. @param {string} text @param {string} xaxis */
const beneath = (text, xaxis) => ({ text, xref: `${xaxis} domain`, x: 0, yref: "paper", y: 0, xanchor: "right", yanchor: "top", xshift: -10, yshift: -5, showarrow: false });

/** Lines lie, none stands; below the panel is an axis. @param {Roles} roles @param {boolean} phone @param {boolean} lying @returns {Axis} */
function axis(roles, phone, lying) {
  const format = { exponentformat: "power", hoverformat: ".3~g", separatethousands: true };
  const plain = { gridcolor: roles.hairline, linecolor: roles.rule, showline: lying, zeroline: false, ticks: "", fixedrange: phone, ...format };
  return lying ? { ...plain, showgrid: false, ticks: "outside", ticklen: 4, tickcolor: roles.rule } : { ...plain, nticks: 5 };
}

/** Axes along which steps are counted, as traces call them. @param {Figure} figure */
function stepAxes({ bindings, traces, layout }) {
  const lines = bindings.filter((one) => "x" in one && one.x === "step");
  const named = Object.keys(layout).filter((name) => STEPS.test(/** @type {any} */ (layout[name])?.title?.text ?? ""));
  const drawn = lines.flatMap((one) => ("trace" in one ? [traces[one.trace]?.xaxis ?? "x"] : []));
  return new Set([...drawn, ...named.map((name) => name.replace("axis", ""))]);
}

/** Whether a figure's steps lie along a log axis; a curve against something else than the step says nothing of steps. @param {Figure | undefined} figure */
export function stepsInDecades(figure) {
  const axis = /** @type {Axis | undefined} */ (figure?.layout.xaxis);
  return axis?.type === "log" && !figure?.bindings.some((one) => one.kind === "line" && one.x !== "step");
}

/** A range in decades around what is shown within a window of steps, a decade at least, and around the range of other curves there. @param {{ x: Float64Array, y: Float64Array }} shown @param {[number, number]} window @param {[number, number]} [other] @returns {[number, number] | undefined} */
export function nearby({ x, y }, [from, to], other) {
  const logs = [...y].filter((value, i) => value > 0 && x[i] >= from && x[i] <= to).map(Math.log10);
  if (!logs.length) return other;
  const [low, high] = [Math.min(...logs, (other?.[0] ?? Infinity) + 0.3) - 0.3, Math.max(...logs, (other?.[1] ?? -Infinity) - 0.1) + 0.1];
  return [low, Math.max(high, low + 1)];
}

/** A range that holds the extent: the one before while it does, else a fifth wider; `fromZero` where nothing is below. @param {[number, number] | undefined} before @param {number[]} extent @param {boolean} [fromZero] @returns {[number, number] | undefined} */
export function grown(before, [lowest, high], fromZero = false) {
  if (!(lowest <= high)) return before;
  const low = fromZero ? Math.min(0, lowest) : lowest;
  const spread = high - low || Math.abs(high) || 1;
  if (!before) return [low === 0 && fromZero ? 0 : low - 0.06 * spread, high + 0.06 * spread];
  return [low < before[0] ? low - 0.2 * spread : before[0], high > before[1] ? high + 0.2 * spread : before[1]];
}
