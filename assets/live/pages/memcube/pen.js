/** Traces as SVG: a path for all lines of a look, one for all points of it. */

/** @import { Trace } from "../../types" */

/** @typedef {(x: number, y: number) => [number, number]} Scale */
/** @typedef {{ color?: string, symbol?: string, size?: number | number[], line?: { width?: number, color?: string } }} Marker */

const DASHES = /** @type {Record<string, string>} */ ({ dot: "1.5 3.5", dash: "7 5" });
const SIDES = /** @type {Record<string, [number, number]>} */ ({ diamond: [4, 0], "triangle-up": [3, -Math.PI / 2], square: [4, Math.PI / 4] });

/** Attributes of a path that shows a trace. @param {Trace} trace @param {Scale} scale @param {number} [zoom] of its points @returns {Record<string, string | number>} */
export function drawn(trace, scale, zoom = 1) {
  const { line = {}, opacity = 1, mode } = /** @type {{ line?: { color?: string, width?: number, dash?: string }, opacity?: number, mode?: string }} */ (trace);
  if (mode !== "lines") return { ...looked(/** @type {Marker} */ (trace.marker)), opacity: Number(opacity), d: spots(trace, scale, zoom) };
  const dash = line.dash && line.dash !== "solid" ? (DASHES[line.dash] ?? line.dash.replace(/px/g, "")) : "none";
  const stroke = { stroke: line.color ?? "", "stroke-width": line.width ?? 1, "stroke-dasharray": dash };
  return { fill: "none", ...stroke, opacity: Number(opacity), d: strokes(trace, scale) };
}

/** How points look. @param {Marker} marker @returns {Record<string, string | number>} */
function looked({ color = "", symbol = "", line = {} }) {
  const bare = symbol.endsWith("-open") || symbol === "x-thin";
  const edge = { stroke: line.color ?? (bare ? color : "none"), "stroke-width": line.width ?? 0 };
  return { fill: bare ? "none" : color, ...edge };
}

/** @param {Trace} trace @param {Scale} scale */
function strokes({ x, y }, scale) {
  const [xs, ys] = /** @type {(number | null)[][]} */ ([x, y]);
  let [path, pen] = ["", "M"];
  xs.forEach((one, i) => {
    const other = ys[i];
    if (one === null || other === null) return void (pen = "M");
    const [px, py] = scale(one, other);
    path += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
    pen = "L";
  });
  return path;
}

/** @param {Trace} trace @param {Scale} scale @param {number} zoom */
function spots({ x, y, marker }, scale, zoom) {
  const { symbol = "circle", size = 6 } = /** @type {Marker} */ (marker);
  const ys = /** @type {number[]} */ (y);
  return /** @type {number[]} */ (x).map((one, i) => shape(symbol, scale(one, ys[i]), zoom * (typeof size === "number" ? size : size[i]))).join("");
}

/** A symbol of a diameter around a place. @param {string} symbol @param {[number, number]} place @param {number} size */
export function shape(symbol, [x, y], size) {
  const kind = symbol.replace("-open", "");
  const half = Number((size / 2).toFixed(1));
  const put = (/** @type {number} */ value) => value.toFixed(1);
  if (kind === "x-thin") return `M${put(x - half)} ${put(y - half)}l${put(2 * half)} ${put(2 * half)}m0 ${put(-2 * half)}l${put(-2 * half)} ${put(2 * half)}`;
  if (!(kind in SIDES)) return `M${put(x - half)} ${put(y)}a${half} ${half} 0 1 0 ${put(2 * half)} 0a${half} ${half} 0 1 0 ${put(-2 * half)} 0z`;
  const [sides, first] = SIDES[kind];
  const corners = Array.from({ length: sides }, (_, i) => {
    const turn = first + (2 * Math.PI * i) / sides;
    return `${put(x + 0.66 * size * Math.cos(turn))} ${put(y + 0.66 * size * Math.sin(turn))}`;
  });
  return `M${corners.join("L")}z`;
}
