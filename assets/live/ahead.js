/** What a figure needs is loaded and run while Streamlit's files come: it waits then for its data alone. */

import { load } from "./bindings.js";
import * as drawings from "./drawings.js";
import * as main from "./main.js";
import * as page from "./page.js";
import { plotly, styles } from "./plotly.js";

const fronts = Object.entries({ "main.js": main, "page.js": page, "drawings.js": drawings });
window.labFronts = new Map(fronts.map(([name, front]) => [new URL(name, import.meta.url).href, front]));

const library = /** @type {HTMLLinkElement} */ (document.querySelector('link[as="script"]'));
plotly(library.href).catch(() => {}); // the figure says it
void styles();

const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[href*="/bindings/"]'));
load([...links].map(({ href }) => /([a-z]+)\.js$/.exec(href)?.[1] ?? "")).catch(() => {}); // the figure says it
