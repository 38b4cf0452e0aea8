/** Where the lab begins, at the root of its host or below a path: this module lies at a known place below. */

/** The whole address of a path of the server, `/runs/…`. @param {string} path */
export const at = (path) => new URL(path.replace(/^\//, ""), new URL("../../../", import.meta.url)).href;
