// A letter: what lies in an envelope, as canonical JSON (spec/envelope.md, "Letters").
import { hexadecimal, utf8, write64 } from "./bytes.js";

export const PURPOSE = "declaration";

export async function letter(content, receipt) {
  const signed = {
    answer: write64(await receipt.answerKey(PURPOSE)),
    content,
    kind: PURPOSE,
    v: 1,
    verify: write64(await receipt.verifyKey()),
  };
  const signature = hexadecimal(await receipt.sign(utf8(canonical(signed))));
  return utf8(canonical({ ...signed, signature }));
}

// Keys sorted by code point, no spaces; JSON.stringify escapes what JSON demands and no more.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
