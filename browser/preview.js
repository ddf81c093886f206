// The preview in the browser: exactly what becomes public, put as text into the page's own template; nothing is ever read as markup.
import { beside, counted, sentence } from "./words.js";

export function preview(template, { declaration, risks }, rules) {
  const page = template.content.cloneNode(true).firstElementChild;
  const put = (name, ...things) => page.querySelector(`[data-put=${name}]`).append(...things);
  const { kind, people, group, place, walk, signed, language } = declaration;
  put("kind", rules.kinds[kind].name);
  put("leave", counted(rules.leave, people.length, language));
  put("text", ...paragraphs(declaration.template ? rules.texts[declaration.template] : declaration.text));
  if (declaration.unasked) put("text", element("p", rules.unasked));
  put("people", ...people.map((person) => row(person, rules)));
  put("group", rules.groups[group] || "");
  put("place", rules.places[place] || "");
  put("walk", rules.walks[walk] || "");
  put("counted", counted(rules.counted, people.length, language));
  put("risks", ...risks.map((risk) => warning(risk, rules)));
  keep(page, {
    real: signed === "real",
    alias: signed === "alias",
    group,
    place: declaration.show_place,
    walk: declaration.show_walk,
    hidden: (place && !declaration.show_place) || (walk && !declaration.show_walk),
    risks: risks.length,
  });
  return page;
}

export function element(name, text, kind = "") {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

// In English too, where no native has read the language yet.
function warning(risk, rules) {
  const made = element("p", sentence(risk, rules), "note warn");
  if (!(risk.code in rules.beside)) return made;
  const english = element("span", beside(risk, rules), "s");
  english.lang = "en";
  english.dir = "ltr";
  made.append(" ", english);
  return made;
}

function keep(page, shown) {
  for (const part of page.querySelectorAll("[data-if]")) if (!shown[part.dataset.if]) part.remove();
}

// As the public page will break the lines: an empty line ends a paragraph.
function paragraphs(text) {
  return text.split(/\n{2,}/).map((part) => {
    const made = document.createElement("p");
    part.split("\n").forEach((line, at) => made.append(...(at ? [document.createElement("br"), line] : [line])));
    return made;
  });
}

function row({ name, bodies }, rules) {
  const made = document.createElement("tr");
  const head = element("th", name);
  head.scope = "row";
  made.append(head, element("td", bodies.map((key) => rules.bodies[key]).join(rules.comma)));
  return made;
}
