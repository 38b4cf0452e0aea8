/** The share page: crawlers read it without scripts; people go on to the run that it shows. */

const onward = /** @type {HTMLAnchorElement} */ (document.getElementById("onward"));
location.replace(onward.href);
