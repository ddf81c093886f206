// HKDF-SHA256 (RFC 5869) on the browser's own HMAC; an empty salt or key is 32 zeros, which HMAC makes of it anyway.
import { join } from "./bytes.js";

export const NOTHING = new Uint8Array(0);

export async function extract(salt, ikm) {
  return hmac(salt.length ? salt : new Uint8Array(32), ikm);
}

// At most 32 bytes are ever asked for, so there is one block.
export async function expand(key, info, length) {
  return (await hmac(key, join(info, new Uint8Array([1])))).slice(0, length);
}

async function hmac(key, message) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}
