// Sealing and sending: the envelope is the whole body, so an upload has one of two lengths; where it goes and the work done are headers.
import { read64, utf8, write64 } from "./bytes.js";
import { envelope, fits } from "./envelope.js";
import { letter, PURPOSE } from "./letter.js";
import { Receipt } from "./receipt.js";
import { solve } from "./work.js";

// A token is brought to one length, like everything that is sent.
const TOKEN = 1200;
// Headers that somebody on the way took out, or a length that nobody takes: sent again it is the same.
const NEVER = [400, 413];

export class Refused extends Error {
  constructor(code, words = "") {
    super(code);
    this.code = code;
    this.words = words;
  }
}

export class Parcel {
  constructor(content, rules) {
    this.content = content;
    this.rules = rules;
    this.receipt = Receipt.make(rules.origin);
  }

  async seal() {
    const written = await letter(this.content, this.receipt);
    if (!fits(written)) throw new Refused("envelope.too-long");
    const { reception, declarations } = this.rules.keys;
    const keys = { reception: read64(reception), purpose: read64(declarations) };
    this.sealed = await envelope(written, { ...keys, origin: this.rules.origin });
  }

  // Sends the same bytes as often as it takes: the door knows what it has already. Returns the door's page.
  async send(address) {
    return this.hand(address).catch((error) => {
      if (!/^work/.test(error.code)) throw error;
      // Too old by now, or used: another one is all that is asked for.
      this.token = "";
      return this.hand(address);
    });
  }

  async hand(address) {
    this.token = this.token || (await work(`${address}work`));
    const headers = {
      "Content-Type": "application/octet-stream",
      "Abjure-Locator": write64(await this.receipt.locator(PURPOSE)),
      "Abjure-Work": this.token,
    };
    const answer = await fetch(address, { method: "POST", headers, body: this.sealed, credentials: "omit" });
    if (answer.ok) return answer.text();
    throw await refusal(answer);
  }
}

export async function token(challenge) {
  const words = JSON.stringify({ challenge, solution: await solve(challenge) });
  return btoa(String.fromCharCode(...utf8(words.padEnd((TOKEN / 4) * 3))));
}

async function work(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw await refusal(answer);
  return token(await answer.json());
}

// What the door says instead: that it will never take these bytes (a code), or on a page what is to be done until it does (words).
async function refusal(answer) {
  const said = await answer.text();
  if (answer.status === 422) return new Refused(said.trim());
  if (NEVER.includes(answer.status)) return new Refused("seal.refused");
  const words = new DOMParser().parseFromString(said, "text/html").querySelectorAll("[data-say]");
  return new Refused("", Array.from(words, (one) => one.textContent).join(" "));
}
