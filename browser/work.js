// Proof of work, as altcha's challenges ask for it: numbers are tried until the derived key begins as it should.
import { hexadecimal, join, number, unhexadecimal } from "./bytes.js";

export async function solve({ parameters }) {
  for (let counter = 0; ; counter++) {
    const derivedKey = await key(parameters, counter);
    if (derivedKey.startsWith(parameters.keyPrefix)) return { counter, derivedKey };
  }
}

async function key({ nonce, salt, cost, keyLength }, counter) {
  const password = join(unhexadecimal(nonce), number(counter, 4));
  const material = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const rule = { name: "PBKDF2", hash: "SHA-256", salt: unhexadecimal(salt), iterations: cost };
  return hexadecimal(new Uint8Array(await crypto.subtle.deriveBits(rule, material, keyLength * 8)));
}
