/** Inputs for the values that an act takes: words to choose from, numbers, files. */

/** @import { Offered } from "./types" */

import { element } from "./dom.js";

/** Inputs at their starting values, or at those that are `staged`, and what stands in them. @param {Offered[]} offered @param {Record<string, unknown>} [staged] */
export function values(offered, staged = {}) {
  const all = offered.map((one) => inputOf(one, staged[one.name] ?? one.value));
  const entered = () => Object.fromEntries(offered.map(({ name }, i) => [name, all[i].entered()]));
  return { inputs: all.map(({ input }) => input), entered };
}

/** @param {Offered} offered @param {unknown} value @returns {{ input: HTMLElement, entered(): unknown }} */
function inputOf({ label, choices, file }, value) {
  if (file) return fromFile(label, file);
  if (choices.length) {
    const input = element("select", { ariaLabel: label, title: label }, ...choices.map(([one, word]) => new Option(word, String(one))));
    input.value = String(value);
    return { input, entered: () => choices[input.selectedIndex]?.[0] };
  }
  const input = element("input", { type: "number", step: "any", ariaLabel: label, title: label, value: String(value ?? "") });
  return { input, entered: () => Number(input.value) };
}

/** A file's bytes as base64, once it is read. @param {string} label @param {string} ending */
function fromFile(label, ending) {
  let read = "";
  const input = element("input", { type: "file", accept: ending, ariaLabel: label, title: label });
  input.addEventListener("change", async () => {
    const [chosen] = input.files ?? [];
    const bytes = chosen ? new Uint8Array(await chosen.arrayBuffer()) : new Uint8Array();
    read = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  });
  return { input, entered: () => read };
}
