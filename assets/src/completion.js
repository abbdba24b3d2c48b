// Completion of prefixes, classes and properties from this host's own lists.
import Yasqe from "@zazuko/yasqe";

const OWN = ["prefixes", "class", "property"];

/**
 * Replace the editor's lists: `prefixes` is {prefix: namespace}, `terms` has the IRIs that may
 * stand for a `class` and for a `property`.
 */
export function useLists(prefixes, terms) {
  const lists = {
    prefixes: Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort(),
    class: terms.class ?? [],
    property: terms.property ?? [],
  };
  for (const name of OWN) {
    Yasqe.registerAutocompleter({
      ...Yasqe.Autocompleters[name],
      bulk: true,
      get: () => lists[name],
      persistenceId: null,
    });
  }
}
