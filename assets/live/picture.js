/** A link to `#lab-picture` saves the first figure as it stands: scrubbed, zoomed, in this theme. */

/** @import { Drawn } from "./types" */

const SCALE = 2;

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href$="#lab-picture"]') : null;
  const root = document.querySelector(".lab-figure");
  const plot = root?.querySelector(".lab-plot");
  if (!link || !(root instanceof HTMLElement) || !(plot instanceof HTMLElement)) return;
  event.preventDefault();
  void save(root, plot);
});

/** @param {HTMLElement} root @param {Drawn} plot */
async function save(root, plot) {
  const background = getComputedStyle(root).getPropertyValue("--lab-panel").trim();
  const { offsetWidth: width, offsetHeight: height, data, layout } = plot;
  const all = data?.map((trace) => ({ ...trace, visible: true })); // also what is drawn upon the plot
  const figure = { data: all, layout: { ...layout, paper_bgcolor: background } };
  const href = await window.Plotly?.toImage(figure, { format: "png", width, height, scale: SCALE });
  if (!href) return;
  const file = document.createElement("a");
  [file.href, file.download] = [href, `${root.dataset.id}.png`];
  file.click();
}
