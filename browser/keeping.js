// The receipt: the door's page, into which only this device can put the code, and the proof that it was written down.

export function receive(said, receipt) {
  const answer = new DOMParser().parseFromString(said, "text/html");
  answer.querySelector("#code").textContent = receipt.groups().join(" ");
  for (const field of answer.querySelectorAll("input[name=code]")) field.value = receipt.code;
  document.title = answer.title;
  document.body.replaceWith(answer.body);
  document.querySelector("button[value=kept]").form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(event.target, receipt);
  });
  // What a browser shows again when somebody goes back has no code in it.
  addEventListener("pagehide", () => document.body.replaceChildren());
  begin(document.body);
}

// Those of Arabic and Persian are digits too.
const digits = (text) =>
  text
    .normalize("NFKC")
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.codePointAt(0) & 15))
    .replace(/\D/g, "");

function keep(form, receipt) {
  const { asked, typed } = form.elements;
  if (receipt.groups()[asked.value - 1] === digits(typed.value)) {
    form.closest(".read").replaceWith(document.querySelector("template#kept").content);
    begin(document.body);
    return;
  }
  for (const old of form.querySelectorAll("[role=alert]")) old.remove();
  form.prepend(document.querySelector("template#wrong").content.cloneNode(true));
  typed.focus();
}

export function begin(page) {
  const title = page.querySelector("h1");
  title.tabIndex = -1;
  title.focus();
  scrollTo(0, 0);
}
