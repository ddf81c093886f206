// Proof of work on the slow way: tries numbers until one fits, while the preview is read. Without it the preview is sent later, by hand.
"use strict";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hexadecimal = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function key(parameters, counter) {
  const password = new Uint8Array([...bytes(parameters.nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const material = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const rule = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
  return hexadecimal(await crypto.subtle.deriveBits(rule, material, parameters.keyLength * 8));
}

async function solve(challenge) {
  for (let counter = 0; ; counter++) {
    const derivedKey = await key(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) return { counter, derivedKey };
  }
}

const field = document.querySelector("input[name=work]");
if (field && window.crypto && crypto.subtle) {
  const challenge = JSON.parse(field.dataset.challenge);
  solve(challenge).then((solution) => { field.value = btoa(JSON.stringify({ challenge, solution })); });
}
