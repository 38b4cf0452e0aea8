/** The colours of the page's theme, and a figure's dicts with them put in: `@model` is `--lab-model` of style.css. */

/** @import { Json, Roles } from "./types" */

const ROLES = ["model", "data", "limit", "second", "truth", "others", "ink", "soft", "hairline", "rule", "panel"];
/** Roles whose marks are too light for small letters: those have a tone of their own. */
const TONED = ["data", "limit", "second", "others"];
/** Tags without attributes that a figure's own texts may use; every other `<` is text. */
const BARE = /&lt;(\/?(?:sub|sup|b|i|br|extra))&gt;/g;

/** Mark the root as light or dark, as the page's background is, and read the roles' colours, and the page's own. @param {HTMLElement} root @returns {Roles} */
export function paint(root) {
  const paper = root.dataset.paper === "true";
  const lit = root.dataset.view === "stage" || paper; // a lit hall washes dark figures out
  const background = paper ? "#ffffff" : getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const dark = background ? luminance(background) < 0.5 : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark && !lit ? "dark" : "light";
  const style = getComputedStyle(root);
  const roles = [...ROLES, ...TONED.map(textual)].map((role) => [role, style.getPropertyValue(`--lab-${role}`).trim()]);
  return { ...Object.fromEntries(roles), page: background };
}

/** A deep copy of JSON with roles as colours and texts that cannot become markup. @template {Json} T @param {T} value @param {Roles} roles @returns {T} */
export function coloured(value, roles) {
  return JSON.parse(JSON.stringify(value), (_, one) => {
    if (typeof one !== "string") return one;
    return one.startsWith("@") ? (roles[one.slice(1)] ?? one) : plain(one).replace(BARE, "<$1>");
  });
}

/** @param {string} role */
const textual = (role) => `${role}-text`;

/** Annotations, or traces with words, whose letters have the tone of their role. @template {object} T @param {T[]} written @param {Roles} roles @param {"font" | "textfont"} [key] @returns {T[]} */
export function toned(written, roles, key = "font") {
  return written.map((one) => {
    const font = /** @type {Record<string, { color?: string } | undefined>} */ (one)[key];
    const role = TONED.find((name) => roles[name] === font?.color);
    return role ? { ...one, [key]: { ...font, color: roles[textual(role)] } } : one;
  });
}

/** Text that Plotly draws as it is written. @param {string} text */
export function plain(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** @param {string} colour as CSS writes it */
function luminance(colour) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  if (!canvas) return 1;
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
