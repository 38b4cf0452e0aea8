/** What a back row does not see of the stage, a sentence each: words below a fortieth of the height, behind the way in or beyond the edge, lines that a projector washes out. */
() => {
  const least = innerHeight / 40 - 0.5, broken = [];
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const washed = (colour) => {
    const [r, g, b] = rgb(colour).map((part) => (0.75 * part + 0.25 * 255) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = washed(getComputedStyle(document.body).backgroundColor);
  for (const at of document.querySelectorAll("main *")) {
    if (!at.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(at);
    const words = [...at.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    const { a = 1, b = 0 } = (at.ownerSVGElement && at.getScreenCTM()) || {};
    const size = parseFloat(style.fontSize) * Math.hypot(a, b);
    if (words && size < least) broken.push(`${size.toFixed(1)} px: ${words.slice(0, 40)}`);
    const colour = at.matches(".lab-line:not([class*=futures] *)") ? style.stroke : at.matches(".dot:not(.coming)") ? style.fill : "none";
    if (colour === "none" || style.strokeWidth === "1px") continue;
    const contrast = (paper + 0.05) / (washed(colour) + 0.05);
    if (contrast < 2) broken.push(`${contrast.toFixed(2)} : 1 is what is left of ${colour}`);
  }
  const way = document.querySelector("aside")?.getBoundingClientRect();
  for (const at of document.querySelectorAll("h1, .words, .votes .choice, .votes .round")) {
    const { left, top, right, bottom, width } = at.getBoundingClientRect();
    if (!width || !at.textContent.trim() || !way) continue;
    if (right > way.left && left < way.right && bottom > way.top && top < way.bottom) broken.push(`behind the way in: ${at.textContent.slice(0, 40)}`);
    if (bottom > innerHeight || right > innerWidth) broken.push(`beyond the edge: ${at.textContent.slice(0, 40)}`);
  }
  return [...new Set(broken)];
}
