/**
 * What a page's looks break, a sentence each: run in the page, on what is visible now.
 * Sizes are those on the screen, px: a drawing that is scaled scales its words.
 */
() => {
  const LEAST = 12, PLAIN = 13, PART = 0.7, CONTRAST = 4.5, LARGE = 3, TOUCH = 1;
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  /** Red, green, blue and opacity of a colour in any notation. */
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  /** What a word in a drawing stands on: the last filled mark under its middle, else what is below the drawing. */
  const marked = ({ element, box, svg }, below) => {
    const [x, y, size] = [box.x + box.width / 2, box.y + box.height / 2, 100];
    const shapes = [...svg.parentElement.querySelectorAll("path, rect, circle, image")];
    return shapes.reduce((ground, shape) => {
      const { left, width, top, height } = shape.getBoundingClientRect();
      const [right, down] = [(x - left) / width, (y - top) / height];
      const before = shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (!before || !(right >= 0 && right < 1 && down >= 0 && down < 1)) return ground;
      if (shape.tagName !== "image") {
        const { fill, fillOpacity, opacity } = getComputedStyle(shape);
        const inside = shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse()));
        const [r, g, b, a] = fill === "none" || !inside ? [0, 0, 0, 0] : rgba(fill);
        return over([r, g, b, a * Number(fillOpacity) * Number(opacity)], ground);
      }
      canvas.clearRect(0, 0, size, size);
      canvas.drawImage(shape, 0, 0, size, size);
      const [r, g, b, a] = canvas.getImageData(Math.floor(right * size), Math.floor(down * size), 1, 1).data;
      return over([r, g, b, a / 255], ground);
    }, below);
  };
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest("[data-testid=stSliderThumbValue], [aria-hidden=true] .katex, .katex-mathml, noscript, [inert]");
  const words = (element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
  const where = (element) => {
    const part = element.closest("[class*=st-key-], [class^=lab-], .lab-figure, section, header");
    return `${JSON.stringify(element.textContent.trim().slice(0, 40))} in ${part?.className?.baseVal ?? part?.className ?? "the page"}`.slice(0, 150);
  };

  const texts = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (/^(SCRIPT|STYLE|OPTION|TITLE|DESC)$/i.test(element.tagName) || !words(element) || !seen(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || box.right < 0 || box.bottom < 0) continue; // for screen readers alone
      texts.push({ element, box, style: getComputedStyle(element), svg: element.ownerSVGElement });
    }
  };
  walk(document.body);

  const broken = [];
  const plot = document.querySelector("[data-frame=plot]");
  if (plot) {
    const content = document.querySelector(".stMainBlockContainer");
    const { paddingLeft, paddingRight } = getComputedStyle(content);
    const part = plot.getBoundingClientRect().width / (content.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
    if (part < PART) broken.push(`the plot has ${(100 * part).toFixed(1)} % of the width`);
  }
  for (const { element, box, style, svg } of texts) {
    const { a = 1, b = 0 } = (svg && element.getScreenCTM()) || {};
    const scale = Math.hypot(a, b);
    const size = parseFloat(style.fontSize) * scale;
    if (!/[\p{L}\p{N}]/u.test(element.textContent)) continue; // a sign on a handle
    const raised = element.closest("sup, sub, .katex") || element.tagName === "tspan"; // as a formula sets them
    const least = svg || element.closest(".lab-figure, .lab-tile, .lab-small, .c-badge") ? LEAST : PLAIN;
    if (size < least - 0.05 && !raised) broken.push(`${size.toFixed(1)} px: ${where(element)}`);
    const below = ground(svg ?? element);
    const ink = over(rgba(svg ? style.fill : style.color), below);
    const bold = Number(style.fontWeight) >= 600;
    const least_contrast = size >= 24 || (bold && size >= 18.66) ? LARGE : CONTRAST;
    const hidden = rgba(svg ? style.fill : style.color)[3] < 0.05; // for screen readers alone
    const disabled = hidden || element.closest(":disabled, [aria-disabled=true]");
    if (disabled || element.closest("image, .katex") || contrast(ink, below) >= least_contrast) continue;
    const on = svg ? marked({ element, box, svg }, below) : below;
    if (contrast(ink, on) < least_contrast) broken.push(`contrast ${contrast(ink, on).toFixed(2)}: ${where(element)}`);
  }
  const lies = (element) => Math.abs(element.getScreenCTM()?.b ?? 0) < 0.01; // the box of what is turned is not its own
  const labels = texts.filter(({ svg, element }) => svg && element.tagName !== "tspan" && lies(element));
  labels.forEach((a, i) => {
    for (const b of labels.slice(i + 1)) {
      if (a.svg !== b.svg && a.svg.parentElement !== b.svg.parentElement) continue;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      const lines = 0.2 * Math.min(a.box.height, b.box.height); // a line's box is higher than its letters
      if (wide > TOUCH && high > TOUCH + lines) broken.push(`touch: ${where(a.element)} and ${JSON.stringify(b.element.textContent.trim().slice(0, 40))}`);
    }
  });
  for (const [what, selector] of [["question", "h1"], ["choices", ".lab-chips"], ["transport", ".lab-transport"], ...(innerWidth < 600 ? [] : [["dials", ".st-key-dials"]])]) {
    const found = [...document.querySelectorAll(selector)].find((element) => seen(element) && element.getBoundingClientRect().height);
    const box = found?.getBoundingClientRect();
    if (box && scrollY === 0 && box.bottom > innerHeight) broken.push(`below the first screen: ${what} ends at ${Math.round(box.bottom)} of ${innerHeight}`);
  }
  const main = document.querySelector(".stMain") ?? document.documentElement;
  if (main.scrollWidth - main.clientWidth > 1) broken.push(`wider than the screen by ${main.scrollWidth - main.clientWidth} px`);
  return [...new Set(broken)];
}
