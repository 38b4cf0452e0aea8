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

/** @param {Data} data @returns {Promise<Front>} */
const front = (data) => import(new URL(data.module, location.origin).href);

/** @param {{ data: Data, parentElement: HTMLElement, setTriggerValue: Tell }} component */
export default function live({ data, parentElement, setTriggerValue }) {
  const before = shown.get(parentElement);
  shown.set(parentElement, data);
  if (before && before.module !== data.module) front(before).then(({ hide }) => hide(parentElement));
  front(data).then(({ show }) => shown.get(parentElement) === data && show(parentElement, data, setTriggerValue));
  return () => {
    shown.delete(parentElement);
    front(data).then(({ hide }) => hide(parentElement));
  };
}
