/** The browser's history: an entry for each thing that a person did, none for what the page does by itself. */

const MOVING = /^(Arrow|Page|Home$|End$)/;
/** The control that the keys move now, and the one whose move was the last entry. @type {EventTarget | null} */
let moved = null;
/** @type {EventTarget | null} */
let entered = null;

/** Say the page's own address in full, in the place of the one with which it was opened. @param {string} query @param {string} page its name */
export function complete(query, page) {
  if (!location.pathname.endsWith(`/${page}`) || location.search === `?${query}`) return;
  history.replaceState(history.state, "", `?${query}`);
}

/** Have a control that is moved by several keys make one entry of them all. */
export function joinMoves() {
  document.addEventListener("keydown", ({ key, target }) => touched(MOVING.test(key) ? target : null), true);
  document.addEventListener("pointerdown", () => touched(null), true);
  window.addEventListener("popstate", () => (entered = null));
  const push = history.pushState;
  history.pushState = function (...entry) {
    const same = moved !== null && moved === entered;
    entered = moved;
    (same ? history.replaceState : push).apply(history, entry);
  };
}

/** @param {EventTarget | null} control */
function touched(control) {
  if (control !== moved) entered = null;
  moved = control;
}
