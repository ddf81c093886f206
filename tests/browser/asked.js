// Answers, on a line each, what the tests ask of the browser's modules: `{"ask": name, …}` in, JSON out.
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";
import { read64, utf8, write64 } from "../../browser/bytes.js";
import { problems } from "../../browser/declaration.js";
import { envelope } from "../../browser/envelope.js";
import { canonical, letter } from "../../browser/letter.js";
import { checkDigits, Receipt } from "../../browser/receipt.js";
import { risks } from "../../browser/risk.js";
import { token } from "../../browser/sending.js";

globalThis.crypto ??= webcrypto;

const ASKED = {
  canonical: ({ value }) => canonical(value),
  checkDigits: ({ digits }) => checkDigits(digits),
  make: ({ origin }) => Receipt.make(origin).code,
  problems: ({ declaration, rules }) => problems(declaration, rules),
  risks: ({ declaration, real, rules }) => risks(declaration, real, rules),
  token: ({ challenge }) => token(challenge),
  async derive({ code, origin, purpose }) {
    const receipt = new Receipt(code, origin);
    const found = [await receipt.locator(purpose), await receipt.answerKey(purpose), await receipt.verifyKey()];
    return found.map(write64);
  },
  async seal({ letter, reception, purpose, origin }) {
    return write64(await envelope(utf8(letter), { reception: read64(reception), purpose: read64(purpose), origin }));
  },
  async letter({ content, code, origin }) {
    return new TextDecoder().decode(await letter(content, new Receipt(code, origin)));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(await ASKED[asked.ask](asked)));
}
