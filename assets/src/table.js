/** Show an answer in SPARQL 1.1 JSON as a table, or as true or false. */
export function show(element, answer) {
  if ("boolean" in answer) {
    element.replaceChildren(String(answer.boolean));
    return;
  }
  const names = answer.head.vars;
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const binding of answer.results.bindings) {
    const row = body.insertRow();
    for (const name of names) row.insertCell().append(binding[name] ? shown(binding[name]) : "");
  }
  element.replaceChildren(table);
}

function shown(term) {
  const node = document.createElement(/^https?:/.test(term.value) && term.type === "uri" ? "a" : "span");
  if (node.localName === "a") node.href = term.value;
  if (term["xml:lang"]) node.lang = term["xml:lang"];
  node.textContent = term.value;
  return node;
}
