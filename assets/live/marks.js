/** A page of ours without a figure: the marks of outcomes go to their places. */

import { show } from "./drawings.js";

show(document.body, { drawings: {} });
