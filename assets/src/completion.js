// Completion of prefixes, classes and properties from this host's own lists.
import Yasqe from "@zazuko/yasqe";

/**
 * Replace the editor's lists: `prefixes` is {prefix: namespace}; `terms` has, for `class` and
 * `property`, what the graph uses, the most used first: [{iri, …}].
 */
export function useLists(prefixes, terms) {
  const lists = {
    prefixes: Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort(),
    class: (terms.class ?? []).map((term) => term.iri),
    property: (terms.property ?? []).map((term) => term.iri),
  };
  for (const [name, list] of Object.entries(lists)) {
    Yasqe.registerAutocompleter({
      ...Yasqe.Autocompleters[name],
      bulk: true,
      get: () => list,
      persistenceId: null,
    });
  }
}
