/** Of the tiles on the home page one plays: that under the pointer or the focus, else the first wholly in view. */

const HELD = ":is(:hover, :focus-visible)";
const EVENTS = ["pointerenter", "pointerleave", "focus", "blur"];
/** Share of a tile's picture that has to be in view. */
const WHOLE = 0.9;

class Gallery {
  /** @type {Map<Element, boolean>} each tile, and whether its picture is in view */
  #seen = new Map();
  #watch = new IntersectionObserver((found) => this.#look(found), { threshold: WHOLE });

  constructor() {
    for (const tile of document.querySelectorAll(".lab-tile")) {
      this.#seen.set(tile, tile.hasAttribute("data-plays"));
      this.#watch.observe(tile.querySelector(".lab-strip") ?? tile);
      for (const event of EVENTS) tile.addEventListener(event, this.#choose);
    }
  }

  close() {
    this.#watch.disconnect();
    for (const tile of this.#seen.keys()) for (const event of EVENTS) tile.removeEventListener(event, this.#choose);
  }

  /** @param {IntersectionObserverEntry[]} found */
  #look(found) {
    for (const { target, intersectionRatio } of found) {
      const tile = target.closest(".lab-tile");
      if (tile) this.#seen.set(tile, intersectionRatio >= WHOLE);
    }
    this.#choose();
  }

  #choose = () => {
    const tiles = [...this.#seen.keys()];
    const plays = tiles.find((tile) => tile.matches(HELD)) ?? tiles.find((tile) => this.#seen.get(tile));
    for (const tile of tiles) tile.toggleAttribute("data-plays", tile === plays);
  };
}

/** @type {WeakMap<HTMLElement, Gallery>} */
const galleries = new WeakMap();

/** @param {HTMLElement} parent */
export function show(parent) {
  galleries.get(parent)?.close();
  galleries.set(parent, new Gallery());
}

/** @param {HTMLElement} parent */
export function hide(parent) {
  galleries.get(parent)?.close();
  galleries.delete(parent);
}
