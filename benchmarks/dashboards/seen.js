// What step a page has drawn last, looked at before each frame: `rivals.seen` is [[ms since 1970, step], …].
//
// Where plotly draws, its own points are asked. Elsewhere the newest step that an answer named counts as drawn
// when the picture that `rivalsDrawn` selects, or a canvas, has changed after it.
window.rivals = { seen: [], named: -1 };

(() => {
  const { rivals } = window;
  let shown = -1;
  const note = (step) => {
    if (step > shown) {
      shown = step;
      rivals.seen.push([performance.timeOrigin + performance.now(), step]);
    }
  };

  const name = (text) => {
    for (const [, step] of text.matchAll(/"step":\s*(\d+)/g)) rivals.named = Math.max(rivals.named, Number(step));
  };
  const { fetch } = window;
  window.fetch = async (...given) => {
    const answer = await fetch(...given);
    if (window.rivalsDrawn) name(await answer.clone().text());
    return answer;
  };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...given) {
    this.addEventListener("load", () => {
      if (window.rivalsDrawn && ["", "text"].includes(this.responseType)) name(this.responseText);
      else if (window.rivalsDrawn && this.responseType === "json") name(JSON.stringify(this.response));
    });
    return send.apply(this, given);
  };

  const drawn = () => rivals.named > shown && requestAnimationFrame(() => note(rivals.named));
  for (const act of ["stroke", "drawImage"]) {
    const before = CanvasRenderingContext2D.prototype[act];
    CanvasRenderingContext2D.prototype[act] = function (...given) {
      if (window.rivalsDrawn) drawn();
      return before.apply(this, given);
    };
  }
  const redrawn = (changes) => {
    const selected = window.rivalsDrawn;
    const hit = (node) => node.matches?.(selected) || node.querySelector?.(selected);
    if (selected && changes.some(({ target, addedNodes }) => hit(target) || [...addedNodes].some(hit))) drawn();
  };
  new MutationObserver(redrawn).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["d", "points"],
  });

  const look = () => {
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      const last = plot.calcdata?.[0]?.at(-1);
      if (!window.rivalsDrawn && last && plot.querySelector(".scatterlayer path.js-line")) note(last.x);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
