// Risks in what is about to become public; the twin of abjure/core/risk.py, whose patterns it is given.

const SHORTEST_NAME = 2;

export function risks({ text, signed, people, show_place, show_walk }, real, { date, patterns }) {
  const isAlias = signed === "alias";
  const sought = Object.entries(patterns).filter(([code]) => isAlias || code !== "risk.own-name-said");
  const names = people.map(({ name }) => name.normalize("NFKC"));
  const plain = text.normalize("NFKC");
  const found = [];
  const say = (code, facts) => found.push({ code, facts });
  const search = (pattern, text) => (text.replace(new RegExp(date, "giu"), " ").match(new RegExp(pattern, "iu")) || [])[0];
  if (isAlias && isIn(real, plain)) say("risk.own-name", { words: real });
  for (const { name } of people.slice(1)) if (isIn(name, plain)) say("risk.other-name", { words: name });
  for (const [code, pattern] of sought) {
    const words = search(pattern, plain);
    if (words) say(code, { words });
  }
  const same = isAlias && names.find((name) => isIn(real, name));
  if (same) say("risk.alias-is-name", { name: same, words: real });
  for (const [, pattern] of sought) {
    const name = names.find((name) => search(pattern, name));
    if (name) say("risk.in-name", { name, words: search(pattern, name) });
  }
  if (isAlias && show_place && show_walk) say("risk.place-and-walk", {});
  return found;
}

function isIn(name, text) {
  const sought = name.normalize("NFKC").toLowerCase();
  return [...sought].length >= SHORTEST_NAME && text.toLowerCase().includes(sought);
}
