/** The class's runs as a figure: a dot for each value that phones picked, one's own ringed. */

/** @typedef {{ dots: [number, number, number | null, number][], ends: [number, number], names: string[] | null, across: string, up: string, log: [boolean, boolean], share: number, ahead: number | null, lost: boolean }} Class of each dot its choice, value, height and phones; as long as they wait, how many are before them; lost, where training was interrupted */
/** @typedef {{ low: number, high: number, log: boolean, from: number, to: number }} Scale */

const ROOM = { left: 46, right: 12, top: 26, bottom: 44 };
/** Height below an axis for names, which lean. */
const LEANING = 72;

/** @param {Class} drawn @param {{ width: number, height: number, mine?: number, label?: string }} how */
export function plot(drawn, { width, height, mine, label }) {
  const floor = height - (drawn.names ? LEANING : ROOM.bottom);
  const x = scale(drawn.ends, drawn.log[0], ROOM.left + 12, width - ROOM.right - 12);
  const heights = drawn.dots.map((dot) => dot[2]).filter((found) => found !== null);
  const y = scale(padded(heights, drawn.log[1]), drawn.log[1], floor, ROOM.top + 10);
  const lines = heights.length ? ticks(y).map((value) => `<line x1="${ROOM.left}" x2="${width - ROOM.right}" y1="${at(y, value)}" y2="${at(y, value)}"/><text x="${ROOM.left - 7}" y="${at(y, value)}" dy=".32em" text-anchor="end">${short(value)}</text>`) : [];
  const below = drawn.names ? drawn.names.map((name, i) => `<text transform="translate(${at(x, i + 1)} ${floor + 10}) rotate(-28)" text-anchor="end">${escaped(name)}</text>`) : ticks(x).map((value) => `<text x="${at(x, value)}" y="${floor + 18}" text-anchor="middle">${short(value)}</text>`);
  const dots = drawn.dots.filter((dot) => dot[3]).map(([number, value, up, phones]) => dot(at(x, value), up === null ? null : at(y, up), phones, number === mine, floor));
  const holder = document.createElement("div");
  holder.innerHTML = `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label ?? drawn.up)}"><text class="up" x="${ROOM.left}" y="14">${escaped(drawn.up)}</text>${lines.join("")}<line class="axis" x1="${ROOM.left}" x2="${width - ROOM.right}" y1="${floor}" y2="${floor}"/>${below.join("")}<text x="${width - ROOM.right}" y="${height - 5}" text-anchor="end">${escaped(drawn.across)} →</text>${dots.join("")}</svg>`;
  return /** @type {SVGSVGElement} */ (holder.firstElementChild);
}

/** A dot, hollow on the axis until its run has begun; how many chose it, where that is more than one. @param {number} x @param {number | null} y @param {number} phones @param {boolean} own @param {number} floor */
function dot(x, y, phones, own, floor) {
  const up = y ?? floor;
  const size = 5 + Math.min(3, Math.sqrt(phones) - 1);
  return `<g${own ? ' class="own"' : ""}>${own ? `<circle class="ring" cx="${x}" cy="${up}" r="${size + 6}"/>` : ""}<circle class="${y === null ? "dot coming" : "dot"}" cx="${x}" cy="${up}" r="${size}"/>${phones > 1 ? `<text x="${x}" y="${up - size - (own ? 9 : 4)}" text-anchor="middle">${phones}</text>` : ""}</g>`;
}

/** @param {number[]} heights @param {boolean} log @returns {[number, number]} */
function padded(heights, log) {
  if (!heights.length) return [1, 10];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  if (log && low > 0) return [low / 1.25, high * 1.25];
  const more = (high - low || Math.abs(high) || 1) * 0.1;
  return [low >= 0 ? Math.max(0, low - more) : low - more, high + more];
}

/** @param {[number, number]} ends @param {boolean} log @param {number} from @param {number} to @returns {Scale} */
export const scale = ([low, high], log, from, to) => ({ low, high, log: log && low > 0, from, to });

/** Where a value lies. @param {Scale} scale @param {number} value */
export function at({ low, high, log, from, to }, value) {
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low || 1);
  return Math.round(10 * (from + share * (to - from))) / 10;
}

/** Round values along an axis, about five. @param {Scale} scale */
export function ticks({ low, high, log }) {
  if (log) {
    const decades = Math.log10(high / low);
    const steps = decades > 3 ? [1] : decades > 1.2 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
    const every = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) for (const step of steps) every.push(step * 10 ** power);
    return every.filter((value) => value >= low && value <= high);
  }
  const raw = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10) * power;
  const every = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-9; value += step) every.push(value);
  return every;
}

/** A number in at most three digits. @param {number} value */
export const short = (value) => (value < 1e5 ? String(Number(value.toPrecision(3))) : `10${[...String(Math.round(Math.log10(value)))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`);

/** @param {string} words */
const escaped = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
