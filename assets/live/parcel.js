/** A parcel: a JSON header, then little-endian arrays on multiples of 8 bytes, viewed without a copy. */

/** @import { Arrays, NumberArray } from "./types" */

const VIEWS = {
  "<f8": Float64Array,
  "<f4": Float32Array,
  "<f2": globalThis.Float16Array,
  "<i8": BigInt64Array,
  "<i4": Int32Array,
  "<i2": Int16Array,
  "|i1": Int8Array,
  "|u1": Uint8Array,
  "|b1": Uint8Array,
};

/** @typedef {{ name: string, dtype: keyof typeof VIEWS, shape: number[], offset: number }} Listed */

/** Header and arrays of a parcel. @template H @param {ArrayBuffer} buffer @returns {{ header: H, arrays: Arrays }} */
export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  const { arrays: listed, ...header } = JSON.parse(text);
  /** @type {[string, NumberArray][]} */
  const arrays = listed.map((/** @type {Listed} */ { name, dtype, shape, offset }) => {
    const values = new VIEWS[dtype](buffer, 4 + length + offset, size(shape));
    return [name, { shape, values: values instanceof BigInt64Array ? Float64Array.from(values, Number) : values }];
  });
  return { header, arrays: new Map(arrays) };
}

/** How many numbers an array of that shape holds. @param {number[]} shape */
export function size(shape) {
  return shape.reduce((product, one) => product * one, 1);
}
