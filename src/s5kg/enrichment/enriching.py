"""From links and a source to what the source says of them, beside what was known before."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.enrichment.comparing import Agreement, Verdict, judge
from s5kg.enrichment.documented import read_currencies, read_documented
from s5kg.enrichment.facts import Fact, Reader
from s5kg.enrichment.gathering import Source, gather
from s5kg.enrichment.properties import read_properties
from s5kg.enrichment.records import Retrieval, Retrieved
from s5kg.enrichment.texts import read_wording
from s5kg.enrichment.writing import Records
from s5kg.linking.sources import Faults
from s5kg.lookup import Lookup
from s5kg.mappings import EXACT, MappingSet

_TITLE = "s5kg to "


@dataclass(frozen=True)
class Outcome:
    """What came of a retrieval.

    `faults` are what could not be read, so that the rest is a part; `refused` are values that are
    none of their kind. `linked` and `told` count nodes of theirs: all, and those that something
    new was said of; `kept` counts facts of earlier retrievals, `dropped` those without a link now.
    """

    records: Records
    faults: Faults
    refused: Faults
    linked: int
    told: int
    kept: int
    dropped: int

    def count(self, agreement: Agreement) -> int:
        """Return how many facts stand so to the documents."""
        verdicts = self.records.verdicts.values()
        return sum(verdict.agreement is agreement for verdict in verdicts)


def targets(links: MappingSet) -> dict[str, str]:
    """Return the nodes that things of ours are the same as → the things."""
    return {
        row.object.value: row.subject.value
        for row in links.rows
        if row.predicate == EXACT and not row.negative and isinstance(row.object, ox.NamedNode)
    }


def title_of(links: MappingSet) -> str:
    """Return what the scheme of a set is called."""
    titles = (line.partition(": ")[2] for line in links.head if "mapping_set_title:" in line)
    return next(titles, links.scheme).strip('"').removeprefix(_TITLE)


def enrich(
    lookup: Lookup, links: MappingSet, source: Source, read: Retrieval, part: str, former: Retrieved
) -> Outcome:
    """Return what a source says of what is linked, judged, with what was known before.

    Facts of nodes that nothing new is said of stay, and after a retrieval that was no whole one
    those of all nodes. Raises what the source and `lookup` raise.
    """
    things, properties = targets(links), read_properties()
    faults, refused = Faults(), Faults()
    found = gather(source, things, properties, faults, refused)
    facts = Reader(properties, read_currencies(lookup), refused).facts(things, found)
    told = {fact.theirs for fact in facts}
    replaced = set() if faults.count else told
    linked = {fact: one for fact, one in former.items() if fact.theirs in things}
    kept = {fact: one for fact, one in linked.items() if fact.theirs not in replaced}
    retrieval = Retrieval(read.source, read.date, read.whole and not faults.count)
    retrieved = kept | dict.fromkeys(facts, retrieval)
    names = {fact.ours for fact in retrieved}
    wording = read_wording(lookup, part, title_of(links), things, names)
    records = Records(retrieved, _verdicts(lookup, retrieved, things), wording)
    again = len(kept.keys() & set(facts))
    dropped = len(former) - len(linked)
    return Outcome(records, faults, refused, len(things), len(told), len(kept) - again, dropped)


def _verdicts(
    lookup: Lookup, retrieved: Retrieved, things: Mapping[str, str]
) -> dict[Fact, Verdict]:
    """Judge the facts of each thing together."""
    taken = read_properties().taken.values()
    compared = {one.ours: one.compared for one in taken if one.kind == "name"}
    of_things: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(retrieved, key=lambda fact: fact.key):
        of_things[things[fact.theirs]].append(fact)
    documented = read_documented(lookup, of_things)
    return {
        fact: verdict
        for thing, facts in of_things.items()
        for fact, verdict in judge(facts, documented[thing], compared).items()
    }
