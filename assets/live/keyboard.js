/**
 * The keys: space plays and pauses, arrows go a row on or back, with shift to the next mark, home and end, b asks
 * "what if". Where the list of examples has the focus and is closed, arrows go to the next example or back.
 */

/** @import { Session } from "./session.js" */

/** @param {HTMLElement} root @param {() => Session} session @param {() => void} whatIf @param {(by: number) => void} example goes on by so many @returns {() => void} stops listening */
export function keyboard(root, session, whatIf, example) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event;
    const scrub = target instanceof HTMLInputElement && target.type === "range" && root.contains(target);
    const free = target === document.body || (target instanceof HTMLElement && root.contains(target) && !busy(target));
    const act = (scrub || free) && acts(session(), whatIf)[event.shiftKey ? `Shift+${event.key}` : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  /** Before the list itself, which keeps its keys. @param {KeyboardEvent} event */
  const choose = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const { target, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (!by || shiftKey || ctrlKey || metaKey || altKey) return;
    if (target instanceof Element && target.matches(".st-key-examples [role=combobox][aria-expanded=false]")) {
      event.preventDefault();
      example(by);
    }
  };
  document.addEventListener("keydown", press);
  document.addEventListener("keydown", choose, true);
  return () => {
    document.removeEventListener("keydown", press);
    document.removeEventListener("keydown", choose, true);
  };
}

/** Whether an element has uses of its own for keys. @param {HTMLElement} element */
function busy(element) {
  return element.matches("input, select, textarea, button, a, summary, [contenteditable], [role=slider]");
}

/** @param {Session} session @param {() => void} whatIf @returns {Record<string, () => void>} */
function acts(session, whatIf) {
  const { clock, run } = session;
  if (run.empty) return { " ": () => session.press() };
  return {
    " ": () => session.press(),
    ArrowRight: () => session.seek(clock.at + run.stride),
    ArrowLeft: () => session.seek(clock.at - run.stride),
    "Shift+ArrowRight": () => session.seekMark(1),
    "Shift+ArrowLeft": () => session.seekMark(-1),
    Home: () => session.seek(0),
    End: () => session.seek(clock.head),
    ...(session.branches ? { b: whatIf } : {}),
  };
}
