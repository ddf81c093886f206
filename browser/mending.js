// What is to be mended, said at the top of the form and at each field, as the door's own pages say it.
import { element } from "./preview.js";
import { placeOf } from "./sheet.js";
import { sentence } from "./words.js";

export function mend(form, problems, places, rules) {
  forget(form);
  const list = document.createElement("ul");
  for (const problem of problems) {
    const place = placeOf(problem, places);
    const said = sentence(problem, rules);
    const link = element("a", problem.code === "declaration.choice" ? `${legend(form, place)} ${said}`.trim() : said);
    link.href = `#f-${place}`;
    list.append(document.createElement("li"));
    list.lastChild.append(link);
    mark(form, place, said);
  }
  summary(form, rules.messages["form.mend"], list);
}

export function fault(form, problem, rules) {
  forget(form);
  summary(form, rules.messages["form.mend"], element("p", sentence(problem, rules)));
}

export function forget(form) {
  for (const old of document.querySelectorAll("#errors, [data-mend]")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function summary(form, title, what) {
  const box = element("div", "", "note bad");
  box.id = "errors";
  box.setAttribute("role", "alert");
  box.append(element("p", title, "tag"), what);
  form.before(box);
  box.scrollIntoView();
}

function legend(form, place) {
  const field = form.querySelector(`#f-${place}`);
  return (field?.querySelector("legend") ?? form.querySelector(`label[for=f-${place}]`))?.textContent ?? "";
}

function mark(form, place, said) {
  const field = form.querySelector(`#f-${place}`);
  if (!field) return;
  const note = element("p", said, "note bad");
  note.dataset.mend = "";
  if (field.tagName === "FIELDSET") {
    field.firstElementChild.after(note);
    return;
  }
  field.setAttribute("aria-invalid", "true");
  (form.querySelector(`label[for=f-${place}]`) || field).before(note);
}
