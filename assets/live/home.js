/** Home: its tiles move as they are seen, and what the next page begins with comes while it is read. */

/** Share of a tile that has to be in view. */
const SEEN = 0.3;

/** A tile's drawing draws itself when it comes into view, once: the style sheet moves it. */
const watch = new IntersectionObserver(look, { threshold: SEEN });
for (const tile of document.querySelectorAll(".lab-tile")) watch.observe(tile);

/** @param {IntersectionObserverEntry[]} found */
function look(found) {
  for (const { target, isIntersecting } of found) {
    target.toggleAttribute("data-waits", !isIntersecting);
    if (isIntersecting) watch.unobserve(target);
  }
}

addEventListener("load", () => {
  for (const file of document.querySelectorAll('link[rel="next-files"]')) file.setAttribute("rel", "prefetch");
});
