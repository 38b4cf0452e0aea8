/**
 * The packaged component: it loads the front end of the live figure and hands it on.
 *
 * Streamlit calls this again at every change of data or theme without the earlier clean-up, and at the end
 * runs only the last one; so what is shown where is kept here, by element.
 */

/**
 * @typedef {{ module: string }} Data
 * @typedef {(name: string, value: unknown) => void} Tell
 * @typedef {{ show(parent: HTMLElement, data: Data, tell: Tell): void, hide(parent: HTMLElement): void }} Front
 */

/** @type {WeakMap<HTMLElement, Data>} */
const shown = new WeakMap();

const WAY = "Reload the page; if that does not help, whoever serves the lab finds in docs/deploying.md what a proxy has to pass.";

/** Every page lies beside the lab's beginning, wherever that is. @param {Data} data */
const address = (data) => new URL(data.module, document.baseURI).href;

/** @param {Data} data @returns {Promise<Front>} */
const front = (data) => import(address(data));

/** What has run already: an import of it would wait for all that Streamlit has to draw besides. @param {Data} data @returns {Front | undefined} */
const ready = (data) => window.labFronts?.get(address(data));

/** @param {{ data: Data, parentElement: HTMLElement, setTriggerValue: Tell }} component */
export default function live({ data, parentElement, setTriggerValue }) {
  const before = shown.get(parentElement);
  shown.set(parentElement, data);
  if (before && before.module !== data.module) hidden(before, parentElement);
  const current = () => shown.get(parentElement) === data;
  const begin = (/** @type {Front} */ { show }) => {
    if (!current()) return;
    say(parentElement, "");
    show(parentElement, data, setTriggerValue);
  };
  const here = ready(data);
  if (here) begin(here);
  else front(data).then(begin, () => current() && say(parentElement, `This part of the page did not load: ${address(data)} does not come through. ${WAY}`));
  return () => {
    shown.delete(parentElement);
    hidden(data, parentElement);
  };
}

/** What did not load has nothing to hide. @param {Data} data @param {HTMLElement} parent */
function hidden(data, parent) {
  front(data).then(({ hide }) => hide(parent), () => {});
}

/** @param {HTMLElement} parent @param {string} words what is wrong; nothing if all is well */
function say(parent, words) {
  parent.querySelector(":scope > .lab-unloaded")?.remove();
  if (!words) return;
  const said = document.createElement("p");
  Object.assign(said, { className: "lab-unloaded", role: "alert", textContent: words });
  parent.append(said);
}
