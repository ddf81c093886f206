// The filled-in form and the declaration that it makes, the twin of abjure/door/envelopes/sheet.py.
import { ALIAS, REAL, tidy } from "./declaration.js";

const FIRST_ROW = 2;
const LAST_ROW = 21;

// Returns the declaration, for each person the field of the name, and a real name that was typed whether or not it signs.
export function read(form, language) {
  const filled = new FormData(form);
  const one = (name) => tidy(filled.get(name) || "");
  const rows = [...people(one, (name) => filled.getAll(name))];
  const own = one("text") === "own";
  const declaration = {
    kind: one("kind"),
    signed: one("sign"),
    language,
    people: rows.map(([person]) => person),
    group: one("who") === "joint" ? one("group") : "",
    template: own ? "" : one("text"),
    text: own ? one("own-text") : "",
    unasked: Boolean(one("unasked")),
    place: one("place"),
    walk: one("walk"),
    show_place: Boolean(one("place") && one("show-place")),
    show_walk: Boolean(one("walk") && one("show-walk")),
    declared: "",
    earlier: "",
  };
  return { declaration, places: rows.map(([, place]) => place), real: one("real") };
}

function* people(one, many) {
  const real = one("sign") === REAL;
  const alias = one("own") || (one("sign") === ALIAS ? one("alias") : "");
  yield [{ name: real ? one("real") : alias, bodies: many("body") }, real ? "real" : "own"];
  if (one("who") !== "joint") return;
  for (let row = FIRST_ROW; row <= LAST_ROW; row++) {
    const person = { name: one(`name-${row}`), bodies: many(`body-${row}`) };
    if (person.name || person.bodies.length) yield [person, `name-${row}`];
  }
  for (const line of one("list").split("\n")) {
    if (tidy(line)) yield [{ name: tidy(line), bodies: many("list-body") }, "list"];
  }
}

// The field where a problem is to be mended.
export function placeOf({ field, row }, places) {
  if (row === undefined) return { signed: "sign", template: "text", people: "list" }[field] || field;
  const place = places[row];
  if (field === "name") return place;
  return place === "list" ? "list-body" : place.startsWith("name-") ? place.replace("name-", "body-") : "body";
}
