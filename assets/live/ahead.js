/** What a figure needs is loaded and run while Streamlit's files come: it waits then for its data alone. */

import "./main.js";
import { plotly, styles } from "./plotly.js";

const library = /** @type {HTMLLinkElement} */ (document.querySelector('link[as="script"]'));
plotly(library.href).catch(() => {}); // the figure says it
void styles();
