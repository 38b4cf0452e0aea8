/** A film of drawings: which one is shown when; a stage and the phones that follow it keep the same time. */

const AGAIN = 1000;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @typedef {{ part: string, seconds: number, began: number, since: number }} Film which, how long, when it began, and how many seconds ago that was when it was first told */

/** Shows a film, from where it is, on a screen; nothing where there is none. @param {Element} screen @param {(part: string) => Promise<string[]>} load its drawings @returns {(film: Film | null) => void} */
export function projector(screen, load) {
  let shown = "";
  let timer = 0;
  return function show(film) {
    const name = film ? `${film.part} ${film.began}` : "";
    if (name === shown) return;
    shown = name;
    clearTimeout(timer);
    if (!film) return;
    const start = performance.now() - 1000 * film.since;
    load(film.part).then(
      (frames) => shown === name && draw(frames, start, film.seconds, -1),
      () => (timer = window.setTimeout(() => shown === name && ((shown = ""), show({ ...film, since: (performance.now() - start) / 1000 })), AGAIN)),
    );
  };

  /** @param {string[]} frames @param {number} start @param {number} seconds @param {number} at the drawing that is there */
  function draw(frames, start, seconds, at) {
    const last = frames.length - 1;
    const part = STILL.matches ? 1 : (performance.now() - start) / 1000 / seconds;
    const now = Math.min(last, Math.floor(part * last));
    if (now !== at) {
      screen.innerHTML = frames[now];
      screen.classList.remove("lab-cliff"); // what was there before may have been drawn otherwise
    }
    if (now < last) timer = window.setTimeout(draw, (1000 * seconds) / last / 2, frames, start, seconds, now);
  }
}
