/** A parcel: a JSON header, then little-endian arrays on multiples of 8 bytes, viewed without a copy. */

/** @import { Arrays, NumberArray, Numbers } from "./types" */

/** @typedef {{ name: string, dtype: string, shape: number[], offset: number }} Listed */

/** @type {Record<string, (buffer: ArrayBuffer, start: number, count: number) => Numbers>} */
const VIEWS = {
  "<f8": (buffer, start, count) => new Float64Array(buffer, start, count),
  "<f4": (buffer, start, count) => new Float32Array(buffer, start, count),
  "<f2": (buffer, start, count) => Float64Array.from(new Uint16Array(buffer, start, count), half),
  "<i8": (buffer, start, count) => Float64Array.from(new BigInt64Array(buffer, start, count), Number),
  "<i4": (buffer, start, count) => new Int32Array(buffer, start, count),
  "<i2": (buffer, start, count) => new Int16Array(buffer, start, count),
  "|i1": (buffer, start, count) => new Int8Array(buffer, start, count),
  "|u1": (buffer, start, count) => new Uint8Array(buffer, start, count),
  "|b1": (buffer, start, count) => new Uint8Array(buffer, start, count),
};

/**
 * Header and arrays of a parcel.
 * @template H
 * @param {ArrayBuffer} buffer
 * @returns {{ header: H, arrays: Arrays }}
 */
export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  const { arrays: listed, ...header } = JSON.parse(text);
  /** @type {[string, NumberArray][]} */
  const arrays = listed.map((/** @type {Listed} */ { name, dtype, shape, offset }) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, values: VIEWS[dtype](buffer, 4 + length + offset, count) }];
  });
  return { header, arrays: new Map(arrays) };
}

/** The number that the 16 bits of a half-precision float stand for. @param {number} bits */
function half(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}
