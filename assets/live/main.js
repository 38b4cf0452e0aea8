/** The entry of the live figure: it may be called as often as the page likes, and mounts once. */

/** @import { Data } from "./types" */

import { complete } from "./history.js";
import { wait } from "./patience.js";
import "./picture.js";
import { View } from "./view.js";

/** @type {WeakMap<HTMLElement, View>} */
const views = new WeakMap();

/** Show `data` in `parent`: mount, or bring what is mounted up to it. @param {HTMLElement} parent @param {Data} data @param {(name: string, value: unknown) => void} [tell] the page of what a person did here */
export function show(parent, data, tell = () => {}) {
  wait(data.patience);
  if (data.completed) complete(data.completed, data.experiment);
  const view = views.get(parent);
  if (view) view.update(data);
  else views.set(parent, new View(parent, data, tell));
}

/** @param {HTMLElement} parent */
export function hide(parent) {
  views.get(parent)?.close();
  views.delete(parent);
}
