// Risks in a text that is about to become public; the twin of abjure/core/risk.py, whose patterns it is given.

const SHORTEST_NAME = 2;

export function risks({ text, signed, people }, real, { date, patterns }) {
  if (!text) return [];
  const plain = text.normalize("NFKC");
  const dateless = plain.replace(new RegExp(date, "giu"), " ");
  const found = signed === "alias" && isIn(real, plain) ? [{ code: "risk.own-name", facts: { words: real } }] : [];
  for (const { name } of people.slice(1)) if (isIn(name, plain)) found.push({ code: "risk.other-name", facts: { words: name } });
  for (const [code, pattern] of Object.entries(patterns)) {
    const match = (code !== "risk.own-name-said" || signed === "alias") && dateless.match(new RegExp(pattern, "iu"));
    if (match) found.push({ code, facts: { words: match[0] } });
  }
  return found;
}

function isIn(name, text) {
  const sought = name.normalize("NFKC").toLowerCase();
  return [...sought].length >= SHORTEST_NAME && text.toLowerCase().includes(sought);
}
