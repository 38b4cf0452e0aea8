/** Drawings and the marks of outcomes go to their places. */

import { mark } from "./mark.js";

/** @param {HTMLElement} _parent @param {{ drawings: Record<string, string> }} data SVG by its name */
export function show(_parent, { drawings }) {
  for (const place of document.querySelectorAll("[data-drawing]:empty")) {
    place.innerHTML = drawings[place.getAttribute("data-drawing") ?? ""] ?? "";
  }
  for (const place of document.querySelectorAll("[data-mark]:empty")) {
    place.innerHTML = mark(place.getAttribute("data-mark") ?? "");
  }
}

/** They stay as long as their places. */
export function hide() {}
