/** Elements and the few drawn signs of the transport bar. */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<Omit<HTMLElementTagNameMap[K], "style">>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}

/** Set a text only where it differs: screen readers and layout stay quiet. @param {HTMLElement} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @type {Record<string, string>} paths in a box of 16 × 16 */
const SIGNS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M4 2.5h3v11h-3zM9 2.5h3v11h-3z",
  step: "M3 2.5v11l7-5.5zM11 2.5h2.5v11h-2.5z",
  back: "M13 2.5v11L6 8zM2.5 2.5H5v11H2.5z",
  fork: "M3 7h4l4-4h2v2h-1.2L8.6 8l3.2 3H13v2h-2L7 9H3z",
  stop: "M3 3h10v10h-10z",
};

/** @param {string} name */
export function sign(name) {
  return svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: SIGNS[name] }));
}

/** An element of a drawing. @param {string} tag @param {Record<string, string | number>} [attributes] @param {...(Node | string)} children */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** Words in which λ_max has its index below. @param {string} text */
export const indexed = (text) => text.split(/(?<=λ)_(\w+)/).map((part, i) => (i % 2 ? element("sub", {}, part) : part));
