/** On paper: every figure, at the end or where it was paused, and a line that says what it is and where to find it. */

/** @import { Session } from "./session.js" */

/** Call `turned` before the page is printed and after it. @param {(paper: boolean) => void} turned @returns {() => void} what ends it */
export function onPaper(turned) {
  let paper = false;
  const turn = (/** @type {boolean} */ now) => {
    if (now !== paper) turned((paper = now));
  };
  const [before, after] = [() => turn(true), () => turn(false)];
  const print = matchMedia("print");
  const change = () => turn(print.matches);
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  print.addEventListener("change", change);
  return () => {
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    print.removeEventListener("change", change);
  };
}

/** Run, settings, link. @param {Session} session */
export function imprint({ id, data, changes }) {
  const run = `${data.members.length > 1 ? `${data.members.length} runs` : "Run"} ${id}`;
  const changed = changes.map(({ at, text }) => `${text} from step ${at}`);
  return [run, data.settings, ...changed, data.link ?? location.href].filter(Boolean).join(" · ");
}
