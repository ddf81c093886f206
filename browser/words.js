// Sentences as the page's language says them; they came with the rules.

export const sentence = (fault, { messages }) => said(fault, messages);
export const beside = (fault, rules) => said(fault, rules.beside);

function said({ code, facts = {} }, messages) {
  return (messages[code] || code).replace(/%\((\w+)\)s/g, (whole, name) => (name in facts ? facts[name] : whole)).replace(/%%/g, "%");
}

// The form of a sentence that a language uses for so many.
export function counted(forms, n, language) {
  const rules = new Intl.PluralRules(language);
  const alike = Object.keys(forms).find((sample) => rules.select(Number(sample)) === rules.select(n)) || Object.keys(forms)[0];
  return forms[alike].replace("%(n)s", n.toLocaleString(language));
}
