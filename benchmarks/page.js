// Put into each page before its own scripts: when chunks arrived, when they were painted, when it was clicked.
window.labSeen = { clicked: null, arrived: {}, painted: {}, first: null };
const now = () => performance.timeOrigin + performance.now();

addEventListener("click", () => (window.labSeen.clicked ??= now()), true);

const waiting = new Set();
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    if (!new URL(this.url).pathname.endsWith("/live")) return;
    this.addEventListener("message", ({ data }) => {
      if (typeof data === "string") return;
      const length = new DataView(data).getUint32(0, true);
      const { number, rows } = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
      window.labSeen.arrived[number] = now();
      document.documentElement.dataset.labArrived = "";
      if (rows) waiting.add(number);
    });
  }
};

// A curve's path has changed: at the second frame from here it is on the screen.
new MutationObserver((changes) => {
  if (!changes.some(({ target }) => target.closest?.(".lab-plot .scatterlayer"))) return;
  const drawn = [...waiting];
  waiting.clear();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (!drawn.length) return;
      window.labSeen.first ??= now();
      for (const number of drawn) window.labSeen.painted[number] = now();
      document.documentElement.dataset.labPainted = "";
    }),
  );
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["d"] });
