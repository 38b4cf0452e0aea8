/** Drawings go to their places; a tile's draws itself when it comes into view, once: the style sheet moves it. */

import { mark } from "./mark.js";

/** Share of a tile that has to be in view. */
const SEEN = 0.3;

class Drawings {
  #watch = new IntersectionObserver((found) => this.#look(found), { threshold: SEEN });

  /** @param {Record<string, string>} drawings */
  show(drawings) {
    for (const place of document.querySelectorAll("[data-drawing]:empty")) {
      place.innerHTML = drawings[place.getAttribute("data-drawing") ?? ""] ?? "";
      const tile = place.closest(".lab-tile");
      if (tile) this.#watch.observe(tile);
    }
    for (const place of document.querySelectorAll("[data-mark]:empty")) {
      place.innerHTML = mark(place.getAttribute("data-mark") ?? "");
    }
  }

  close() {
    this.#watch.disconnect();
  }

  /** @param {IntersectionObserverEntry[]} found */
  #look(found) {
    for (const { target, isIntersecting } of found) {
      target.toggleAttribute("data-waits", !isIntersecting);
      if (isIntersecting) this.#watch.unobserve(target);
    }
  }
}

/** @type {WeakMap<HTMLElement, Drawings>} */
const mounted = new WeakMap();

/** @param {HTMLElement} parent @param {{ drawings: Record<string, string> }} data SVG by its name */
export function show(parent, { drawings }) {
  const own = mounted.get(parent) ?? new Drawings();
  mounted.set(parent, own);
  own.show(drawings);
}

/** @param {HTMLElement} parent */
export function hide(parent) {
  mounted.get(parent)?.close();
  mounted.delete(parent);
}
