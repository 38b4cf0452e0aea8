/** How numbers are written: three significant digits, thin spaces between thousands. */

export const THIN = "\u202f";
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A count. @param {number} value */
export function whole(value) {
  return String(Math.floor(value)).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Words with thin spaces between thousands. @param {string} words */
export const thin = (words) => words.replace(/(?<=\d),(?=\d{3}(?!\d))/g, THIN);

/** A measured number: 0.0123, 1.01, 3.22×10⁻⁴. @param {number} value */
export function three(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 999.5 && size < 1e6) return whole(Math.round(size)).replace(/^/, value < 0 ? "−" : "");
  if (size >= 0.001 && size < 999.5) return value.toPrecision(3).replace("-", "−");
  const [digits, exponent] = value.toExponential(2).split("e");
  return `${digits.replace("-", "−")}×10${raised(exponent)}`;
}

/** A power of ten, or so many of one: 10⁻⁵, 2.5×10⁻⁶. @param {number} value */
export function power(value) {
  if (!Number.isFinite(value)) return three(value);
  const [digits, exponent] = Number(value.toPrecision(3)).toExponential().split("e");
  return `${digits === "1" ? "" : `${digits}×`}10${raised(exponent)}`;
}

/** @param {string} exponent */
function raised(exponent) {
  return [...exponent.replace("+", "")].map((one) => (one === "-" ? "⁻" : RAISED[Number(one)])).join("");
}

/** A number that is no measured one: whole in full, else in six digits. @param {number} value */
export const plainly = (value) => minus(String(Number.isInteger(value) ? value : Number(value.toPrecision(6))));

/** A number's text with a minus sign in the place of its hyphen. @param {string} number */
export function minus(number) {
  return number.replace("-", "−");
}

/** A waiting time: 4 s, 2 min. @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) return "under 1 s";
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
