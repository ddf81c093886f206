// The declaring page's script: previews, seals and sends on this device. Whatever fails, it steps aside and the plain form is sent.
import { problems } from "./declaration.js";
import { fault, forget, mend } from "./mending.js";
import { preview } from "./preview.js";
import { Parcel, Refused } from "./sending.js";
import { addRow, clear, offered, otherNames } from "./form.js";
import { begin, receive } from "./keeping.js";
import { risks } from "./risk.js";
import { read } from "./sheet.js";

const OTHER_KEY = "seal.other-key";
const WHY = "[data-say=why]";
const template = document.querySelector("template#sealed");
const form = template && template.parentNode.querySelector("form");
const able = form && window.isSecureContext && crypto.subtle && window.BigInt && window.fetch && window.Intl && Intl.PluralRules;
const loaded = able && rulesOf(template.dataset.rules).catch(() => null);
let aside = !able;

// The rules, if they speak the language of the page, with what the form says itself.
async function rulesOf(address) {
  const rules = await (await fetch(address, { credentials: "omit" })).json();
  return rules.language === document.documentElement.lang ? { ...rules, ...offered(form) } : null;
}

async function step(button) {
  if (button.value === "row") return addRow(form);
  if (button.value === "names") return otherNames(form);
  const rules = await loaded;
  const { declaration, places, real } = read(form, rules.language);
  const isSaid = ({ code, row }) => declaration.signed || row || code !== "declaration.name-missing";
  const found = problems(declaration, rules).filter(isSaid);
  if (found.length) return mend(form, found, places, rules);
  forget(form);
  const parcel = new Parcel(declaration, rules);
  try {
    await parcel.seal();
  } catch (error) {
    if (error.code) return fault(form, error, rules);
    throw error;
  }
  return show(parcel, risks(declaration, real, rules.risk), button);
}

function show(parcel, found, button) {
  const shown = preview(template, { declaration: parcel.content, risks: found }, parcel.rules);
  const [send, edit] = ["send", "edit"].map((name) => shown.querySelector(`button[value=${name}]`));
  const page = form.parentNode;
  page.replaceWith(shown);
  edit.onclick = () => {
    shown.replaceWith(page);
    button.focus();
  };
  send.onclick = () => hand(parcel, shown, send, edit).catch((error) => {
    // Kept nothing, and never will what is sealed so: the form is there again, and is sent the plain way.
    aside = true;
    shown.replaceWith(page);
    tell();
    fault(form, error, parcel.rules);
  });
  begin(shown);
}

// Once it may have arrived, it is not changed any more: sending the same again is the same statement.
async function hand(parcel, shown, send, edit) {
  const [sending, dropped, why] = ["sending", "dropped", "why"].map((name) => shown.querySelector(`[data-say=${name}]`));
  send.disabled = true;
  edit.remove();
  sending.hidden = false;
  dropped.hidden = true;
  try {
    receive(await parcel.send(form.getAttribute("action")), parcel.receipt);
    clear(form);
  } catch (error) {
    if (error instanceof Refused && error.code) throw new Refused(error.code === OTHER_KEY ? "seal.changed" : "seal.refused");
    why.textContent = error.words || template.content.querySelector(WHY).textContent;
    send.disabled = false;
    sending.hidden = true;
    dropped.hidden = false;
  }
}

// Co-declarers' own receipts are made by the door: such a statement takes the plain way.
const isShared = () => form.querySelector("input[name^=share-]:checked");

// What is sealed here has one of two lengths; what takes the plain way has its own, and says so.
async function tell() {
  document.getElementById("plain").hidden = !aside && !isShared() && Boolean(await loaded);
}

if (able) {
  tell();
  form.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    const button = event.submitter || document.activeElement;
    if (aside || isShared()) {
      aside = true;
      return;
    }
    event.preventDefault();
    step(button).catch(() => {
      aside = true;
      // Not at once: while a form's submission is being decided, another one is ignored.
      setTimeout(() => form.requestSubmit(button));
    });
  });
  addEventListener("pagehide", () => aside || clear(form));
}
