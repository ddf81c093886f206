// The envelope: a letter padded to one of two sizes and sealed twice (spec/envelope.md).
import { join, number, utf8 } from "./bytes.js";
import { OVERHEAD, seal } from "./hpke.js";

const SIZES = [4096, 65536];
const PREFIX = 4;
const capacity = (size) => size - 2 * OVERHEAD - PREFIX;

export const fits = (letter) => letter.length <= capacity(SIZES[1]);

export async function envelope(letter, { purpose, reception, origin }) {
  const size = SIZES.find((one) => letter.length <= capacity(one));
  const padded = join(number(letter.length, PREFIX), letter, new Uint8Array(capacity(size) - letter.length));
  return seal(await seal(padded, purpose, utf8(origin)), reception, utf8(origin));
}
