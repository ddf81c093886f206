// The receipt: 30 random digits and two check digits, from which the holder derives every key (spec/receipt.md).
import { getPublicKeyAsync, signAsync } from "@noble/ed25519";
import { utf8 } from "./bytes.js";
import { expand, extract, NOTHING } from "./hkdf.js";

export class Receipt {
  constructor(code, origin) {
    this.code = code;
    this.origin = origin;
  }

  static make(origin) {
    const digits = Array.from({ length: 30 }, digit).join("");
    return new Receipt(digits + checkDigits(digits), origin);
  }

  groups() {
    return this.code.match(/\d{4}/g);
  }

  locator(purpose) {
    return this.derive(`locator/${purpose}`);
  }

  answerKey(purpose) {
    return this.derive(`answer/${purpose}`);
  }

  async verifyKey() {
    return getPublicKeyAsync(await this.derive("sign"));
  }

  async sign(message) {
    return signAsync(message, await this.derive("sign"));
  }

  async derive(name) {
    return expand(await extract(NOTHING, utf8(this.code)), utf8(`abjure/receipt/v1\n${this.origin}\n${name}`), 32);
  }
}

// ISO 7064 MOD 97-10.
export function checkDigits(digits) {
  return String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, "0");
}

// A random digit; the bytes from 250 on would make some digits likelier than others.
function digit() {
  for (;;) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 250) return byte % 10;
  }
}
