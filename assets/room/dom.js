/** Elements in a line, and what the server put into the page. */

/** An element; attributes that are null or false are left out. @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, unknown>} attributes @param {(Node | string)[]} inside @returns {HTMLElementTagNameMap[T]} */
export function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  set(made, attributes);
  made.append(...inside);
  return made;
}

/** Change attributes of an element; functions listen. @param {Element} on @param {Record<string, unknown>} attributes */
export function set(on, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") on.addEventListener(name, /** @type {EventListener} */ (value));
    else if (value === null || value === undefined || value === false) on.removeAttribute(name);
    else on.setAttribute(name, value === true ? "" : String(value));
  }
}

/** What the server wrote into the page. @type {any} */
export const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}");

/** The place of the page. */
export const place = /** @type {HTMLElement} */ (document.getElementById("room") ?? document.querySelector("main"));

/** Where each future ends, from the lowest; and whether it gets there at once. @type {Record<string, [number, boolean]>} */
const ENDS = { jumps: [0.82, true], rises: [0.45, false], levels: [0, false], sinks: [-0.35, false], falls: [-0.7, false], drops: [-0.97, true] };

/** A small drawing of how a curve goes on. @param {string} future */
export function picture(future) {
  const [end, soon] = ENDS[future] ?? [0, false];
  const from = end > 0 ? 15 : end < 0 ? 3 : 9;
  const to = from - end * 12;
  const there = soon ? 14 : 24;
  const holder = element("span", { class: "picture", "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 26 18"><path d="M2 ${from}C${soon ? 9 : 12} ${from} ${there - 6} ${to} ${there} ${to}H24"/></svg>`;
  return holder;
}

/** Votes as dots, or as a bar where they are many. @param {number} count @param {string} [kind] */
export function dots(count, kind = "dots") {
  return element("span", { class: kind, "aria-hidden": "true" }, ...Array.from({ length: count }, () => element("i")));
}
