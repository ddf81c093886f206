// A declaration's form rules, the twin of abjure/core/declaration.py; the desk applies its own again, whatever stands here.

export const ALIAS = "alias";
export const REAL = "real";
// What Python's str.strip() takes for a blank, so that a text is tidied alike on both sides.
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${BLANK}|${BLANK}$`, "g");
const ALIKE = [/(?=\p{Script=Latin})[^\uff00-\uffff]/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
// Persian keeps two letters of one word apart with it; anywhere else it is a character that nobody sees.
const ARABIC = "[\\u0620-\\u065f\\u066e-\\u06d5\\u06fa-\\u06ff]";
const APART = new RegExp(`(${ARABIC})\\u200c(?=${ARABIC})`, "g");
const UNSEEN = /[\p{C}\u034f\u115f\u1160\u2800\u3164\uffa0]/u;

const seen = (text) => text.replace(APART, "$1");

export const tidy = (text) => text.replace(/\r\n?/g, "\n").normalize("NFC").replace(AROUND, "");

export function problems(declaration, rules) {
  return [...aboutChoices(declaration, rules), ...aboutPeople(declaration, rules), ...aboutText(declaration, rules)];
}

function* aboutChoices(declaration, rules) {
  const offered = {
    kind: Object.keys(rules.kinds),
    signed: rules.signing,
    language: [rules.language],
    group: ["", ...Object.keys(rules.groups)],
    place: ["", ...Object.keys(rules.places)],
    walk: ["", ...Object.keys(rules.walks)],
  };
  for (const [field, keys] of Object.entries(offered)) {
    if (!keys.includes(declaration[field])) yield { field, code: "declaration.choice" };
  }
  const kind = rules.kinds[declaration.kind];
  if (kind && kind.real && declaration.signed === ALIAS) yield { field: "signed", code: "declaration.real-name-required" };
  if (declaration.unasked && !rules.unasked) yield { field: "unasked", code: "declaration.choice" };
}

function* aboutPeople({ people, signed }, { limits, bodies }) {
  if (people.length > limits.people) {
    yield { field: "people", code: "declaration.people", facts: { limit: limits.people, count: people.length } };
  }
  const seen = new Set();
  for (const [row, person] of people.entries()) {
    for (const [code, facts] of aboutName(person.name, limits.name, signed === REAL)) yield { field: "name", code, facts, row };
    if (seen.has(person.name)) yield { field: "name", code: "declaration.name-repeated", facts: { name: person.name }, row };
    if (!person.bodies.length) yield { field: "bodies", code: "declaration.bodies", row };
    if (!person.bodies.every((key) => key in bodies) || new Set(person.bodies).size !== person.bodies.length) {
      yield { field: "bodies", code: "declaration.choice", row };
    }
    seen.add(person.name);
  }
}

function* aboutName(name, limit, real) {
  const characters = [...name];
  if (!tidy(name)) {
    yield ["declaration.name-missing"];
    return;
  }
  if (characters.length > limit) yield ["declaration.name-too-long", { limit, length: characters.length }];
  const allowed = real ? /[\p{L}\p{M} \-'’·・.‧]/u : /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
  const strange = [...seen(name)].find((character) => !allowed.test(character) || UNSEEN.test(character));
  if (strange !== undefined) yield ["declaration.characters", { character: show(strange) }];
  else if (!/\p{L}/u.test(name)) yield ["declaration.name-without-letters"];
  else if (ALIKE.filter((script) => characters.some((one) => /\p{L}/u.test(one) && script.test(one))).length > 1) {
    yield ["declaration.name-mixed-scripts"];
  }
}

function* aboutText({ kind, template, text }, { limits, templates }) {
  const length = [...text].length;
  if (Boolean(template) === Boolean(text)) yield { field: "text", code: "declaration.text" };
  else if (template && templates[template] !== kind) yield { field: "template", code: "declaration.choice" };
  if (length > limits.text) yield { field: "text", code: "declaration.text-too-long", facts: { limit: limits.text, length } };
  const strange = [...seen(text)].find((character) => character !== "\n" && UNSEEN.test(character));
  if (strange !== undefined) yield { field: "text", code: "declaration.characters", facts: { character: show(strange) } };
}

const show = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
