// What the plain form asks the door for and a browser can do alone: one more row, other suggestions, and forgetting what was typed.

// The choices and ready-made texts as the form shows them, by key: what stands on the page need not be sent twice.
export function offered({ elements }) {
  const named = (name) => Object.fromEntries([...(elements[name]?.options ?? [])].map(({ value, text }) => [value, text]));
  const texts = [...elements.text].map(({ value, parentNode }) => [value, parentNode.querySelector(".words")?.textContent]);
  return { groups: named("group"), places: named("place"), walks: named("walk"), texts: Object.fromEntries(texts) };
}

export async function addRow(form) {
  const rows = form.querySelectorAll("fieldset#f-who .row");
  const last = rows[rows.length - 2];
  const old = last.querySelector("input[type=text]").name.split("-")[1];
  const number = String(Number(old) + 1);
  const made = last.cloneNode(true);
  for (const part of [made, ...made.querySelectorAll("*")]) renumber(part, old, number);
  clear(made);
  last.after(made);
  form.elements.rows.value = String(Number(number) - 1);
  if (number === "21") form.querySelector("button[value=row]").remove();
  made.querySelector("input").focus();
}

function renumber(part, old, number) {
  for (const name of ["id", "name", "for"]) {
    const value = part.getAttribute(name);
    if (value) part.setAttribute(name, value.replace(new RegExp(`-${old}$`), `-${number}`));
  }
  const spoken = part.getAttribute("aria-label");
  if (spoken) part.setAttribute("aria-label", spoken.replace(old, number));
  if (part.tagName === "LABEL" && part.htmlFor) part.textContent = part.textContent.replace(old, number);
}

// Asks for suggestions and sends nothing that was typed.
export async function otherNames(form) {
  const asked = new FormData();
  asked.append("step", "names");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: asked, credentials: "omit" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  form.querySelector(".names").replaceWith(page.querySelector(".names"));
}

export function clear(part) {
  for (const field of part.querySelectorAll("input, textarea, select")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else if (field.type !== "hidden") field.value = field.defaultValue = "";
  }
}
