/** Opening a room: the teacher's page takes this one's place, the stage's address stands beside it. */

import { element } from "./dom.js";
import { ask } from "./feed.js";

for (const button of document.querySelectorAll("button")) button.addEventListener("click", () => open(button));

/** @param {HTMLButtonElement} button */
async function open(button) {
  button.disabled = true;
  try {
    const { code, teacher, stage } = await ask("rooms", JSON.parse(button.dataset.room ?? "{}"));
    const ways = element("p", { class: "ways", tabindex: -1 }, `Room ${code}: `, element("a", { href: stage, target: "_blank" }, "the stage, for the projector"), " · ", element("a", { href: teacher }, "your own buttons"), " Keep both to yourself.");
    button.parentElement?.replaceWith(ways);
    ways.focus();
  } catch (error) {
    button.disabled = false;
    button.after(element("p", { role: "alert" }, error instanceof Error ? error.message : ""));
  }
}
