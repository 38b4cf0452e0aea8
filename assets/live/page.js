/** What every page of the app needs, whatever it shows: its socket looked after, its history kept short. */

import { joinMoves } from "./history.js";
import { wait } from "./patience.js";
import { watchOver } from "./streamlit.js";

let begun = false;

/** @param {HTMLElement} _parent @param {{ patience: number }} data */
export function show(_parent, { patience }) {
  wait(patience);
  if (begun) return;
  begun = true;
  watchOver();
  joinMoves();
}

/** It stays as long as the page. */
export function hide() {}
