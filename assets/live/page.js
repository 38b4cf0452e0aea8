/** What every page of the app needs, whatever it shows: its socket looked after. */

import { wait } from "./patience.js";
import { watchOver } from "./streamlit.js";

/** @param {HTMLElement} _parent @param {{ patience: number }} data */
export function show(_parent, { patience }) {
  wait(patience);
  watchOver();
}

/** It stays as long as the page. */
export function hide() {}
