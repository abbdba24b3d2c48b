/** Return the rows of SPARQL 1.1 results (JSON, section 3) as plain objects, numbers as numbers. */
export function rows(results) {
  return results.results.bindings.map((binding) =>
    Object.fromEntries(Object.entries(binding).map(([name, term]) => [name, value(term)])),
  );
}

const NUMERIC = /#(integer|int|long|short|decimal|double|float|nonNegativeInteger|gYear)$/;

function value(term) {
  return term.type !== "uri" && NUMERIC.test(term.datatype ?? "") ? Number(term.value) : term.value;
}
