/** Bytes that a page carries in itself: gzip, written in base64. */

/** @param {string} text @returns {Promise<ArrayBuffer>} */
export function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (one) => one.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).arrayBuffer();
}
