/** A lesson without a network: one step at a time, hands counted, the outcome after a click. */

const FRAME = 450;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
/** What the file says of itself. @type {{ first: string, effect: { en: string, zh: string } }} */
const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}");
const root = document.documentElement;
const steps = [...document.querySelectorAll("section")];
let timer = 0;
let at = 0;

/** @param {string} id */
const button = (id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));

/** Show a step; its film begins, that of the one before ends. @param {number} number */
function go(number) {
  at = Math.max(0, Math.min(number, steps.length - 1));
  steps.forEach((step, i) => step.toggleAttribute("data-here", i === at));
  button("back").disabled = at === 0;
  button("next").disabled = at === steps.length - 1;
  play(steps[at]);
  scrollTo(0, 0);
}

/** Picture after picture, up to the last, where the question waits. @param {Element} step */
function play(step) {
  clearTimeout(timer);
  const frames = [...step.querySelectorAll(".film > div")];
  let now = STILL.matches ? frames.length - 1 : 0;
  const show = () => {
    frames.forEach((frame, i) => frame.toggleAttribute("data-here", i === now));
    if (++now < frames.length) timer = window.setTimeout(show, FRAME);
  };
  if (frames.length) show();
}

/** Speak a language. @param {string} language `en` or `zh` */
function speak(language) {
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-Hans" : "en";
  button("language").textContent = language === "zh" ? "English" : "中文";
  for (const effect of document.querySelectorAll(".effect")) tell(effect);
}

/** Hands for the right choices of all hands, in the first round; nothing where none were counted. @param {Element} asked */
function share(asked) {
  /** @param {string} rows */
  const hands = (rows) => [...asked.querySelectorAll(`${rows} [data-round="alone"] output`)].reduce((sum, count) => sum + Number(count.textContent), 0);
  return hands("li") ? `${hands("li.right")} / ${hands("li")}` : "";
}

/** On the way out: what the first question's hands have become. @param {Element} effect */
function tell(effect) {
  const asked = /** @type {HTMLElement} */ (effect.closest(".asked"));
  const first = document.querySelector(`[data-question="${facts.first}"]`);
  if (!first || asked.closest("section")?.dataset.kind !== "exit" || !("revealed" in asked.dataset)) return;
  const [before, after] = [share(first), share(asked)];
  const words = root.dataset.language === "zh" ? facts.effect.zh : facts.effect.en;
  effect.textContent = before && after ? words.replace("{0}", before).replace("{1}", after) : "";
}

document.addEventListener("click", ({ target }) => {
  const pressed = target instanceof Element ? target.closest("button") : null;
  if (!pressed) return;
  const asked = /** @type {HTMLElement | null} */ (pressed.closest(".asked"));
  const count = pressed.closest("[data-round]")?.querySelector("output");
  if (pressed.id === "back") go(at - 1);
  else if (pressed.id === "next") go(at + 1);
  else if (pressed.id === "language") speak(root.dataset.language === "zh" ? "en" : "zh");
  else if (pressed.matches(".again")) play(steps[at]);
  else if (count) count.textContent = String(Math.max(0, Number(count.textContent) + (pressed.matches(".more") ? 1 : -1)));
  else if (asked) {
    asked.dataset.revealed = "";
    pressed.disabled = true;
    asked.querySelector(".told")?.scrollIntoView({ block: "nearest" });
  }
  for (const effect of document.querySelectorAll(".effect")) tell(effect);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowRight") go(at + 1);
  else if (event.key === "ArrowLeft") go(at - 1);
});

speak(navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
go(0);
