// Sealing to a key of the desk: HPKE (RFC 9180), mode base, MLKEM768-X25519 (X-Wing, 0x647a), HKDF-SHA256, AES-256-GCM; spec/envelope.md.
import { montgomery } from "@noble/curves/abstract/montgomery.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { join, number, utf8 } from "./bytes.js";
import { expand, extract, NOTHING } from "./hkdf.js";

export const OVERHEAD = 1 + 8 + 1120 + 16;
const MLKEM = 1184;
const SUITE = join(utf8("HPKE"), number(0x647a, 2), number(1, 2), number(2, 2));
const XWING = utf8("\\.//^\\");
const P = 2n ** 255n - 19n;

const x25519 = montgomery({ P, type: "x25519", powPminus2, adjustScalarBytes: clamp });

function clamp(scalar) {
  scalar[0] &= 248;
  scalar[31] = (scalar[31] & 127) | 64;
  return scalar;
}

function powPminus2(base) {
  let found = 1n;
  for (let power = P - 2n; power; power >>= 1n, base = (base * base) % P) if (power & 1n) found = (found * base) % P;
  return found;
}

export async function keyId(key) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(utf8("abjure/hpke/v1\n"), key))).slice(0, 8);
}

// Version, key id, encapsulated key and ciphertext: OVERHEAD bytes more than the plaintext.
export async function seal(plaintext, key, context) {
  const id = await keyId(key);
  const info = join(utf8("abjure/envelope/v1\n"), context, utf8("\n"), id);
  const { shared, encapsulated } = encapsulate(key);
  const [secret, nonce] = await schedule(shared, info);
  const aes = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, aes, plaintext);
  return join(new Uint8Array([1]), id, encapsulated, new Uint8Array(ciphertext));
}

// X-Wing: both halves are needed to learn the shared secret.
function encapsulate(key) {
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(key.slice(0, MLKEM));
  const theirs = key.slice(MLKEM);
  const mine = crypto.getRandomValues(new Uint8Array(32));
  const point = x25519.scalarMultBase(mine);
  const shared = sha3_256(join(sharedSecret, x25519.scalarMult(mine, theirs), point, theirs, XWING));
  return { shared, encapsulated: join(cipherText, point) };
}

// The key and the nonce of the first and only message (RFC 9180, 5.1), without a pre-shared key.
async function schedule(shared, info) {
  const context = join(number(0, 1), await label(NOTHING, "psk_id_hash", NOTHING), await label(NOTHING, "info_hash", info));
  const secret = await label(shared, "secret", NOTHING);
  return Promise.all([["key", 32], ["base_nonce", 12]].map(([name, length]) => {
    return expand(secret, join(number(length, 2), utf8("HPKE-v1"), SUITE, utf8(name), context), length);
  }));
}

const label = (salt, name, ikm) => extract(salt, join(utf8("HPKE-v1"), SUITE, utf8(name), ikm));
