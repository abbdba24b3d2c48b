"""Proposals as rows of a mapping set, and what a person made of them."""

import re
from enum import Enum

import pyoxigraph as ox

from s5kg.iris import to_iri, to_uri
from s5kg.linking.names import shown
from s5kg.linking.proposals import Proposal
from s5kg.mappings import Mapping, MappingSet
from s5kg.namespaces import shrink

_MANUAL = "semapv:ManualMappingCuration"
_SURE = "0.95"
_QUOTED = re.compile(r'"([^"]*)"')


class Decision(Enum):
    """What a person says of a proposal."""

    ACCEPT = "a"
    REJECT = "r"


def proposed(proposal: Proposal, prefixes: dict[str, str]) -> dict[str, str]:
    """Return the cells of a proposal; `prefixes` are those of the set that it is for."""
    names = proposal.ours.names
    label = next((name for name, language in names if language == "en"), next(iter(names))[0])
    lexical = proposal.score.lexical
    return {
        "subject_id": shrink(proposal.ours.iri),
        "subject_label": _text(label),
        "predicate_id": "skos:exactMatch",
        "object_id": _shrink(proposal.theirs.iri, prefixes),
        "object_label": _text(next(iter(proposal.theirs.names), ("", ""))[0]),
        "mapping_justification": f"semapv:{'LexicalMatching' if lexical else 'CompositeMatching'}",
        "confidence": f"{proposal.score.confidence:.2f}",
        "comment": _text("; ".join(proposal.score.reasons)),
    }


def reworded(row: Mapping, home: MappingSet) -> dict[str, str]:
    """Return the cells of a row with its names as another set, `home`, declares their prefixes.

    Raises ValueError, with what to do, where the head of that set has no words for them.
    """
    where = f"{home.path.parent.name}/{home.path.name}"
    names = {"subject_id": row.subject}
    if isinstance(row.object, ox.NamedNode):
        names["object_id"] = row.object
    elif row.object.datatype.value != home.source:
        source = f'#object_source: "{row.object.datatype.value}"'
        raise ValueError(f"its code is none of {where}, whose head has no line {source}")
    try:
        own = {it: _name(row.cells[it], name.value, home.prefixes) for it, name in names.items()}
    except ValueError as error:
        raise ValueError(
            f"{where} has no prefix for {error}; declare one in its curie_map"
        ) from error
    return row.cells | own


def decided(cells: dict[str, str], decision: Decision) -> dict[str, str]:
    """Return the cells of a proposal that a person judged: a link, or one that must not be made."""
    modifier = "" if decision is Decision.ACCEPT else "Not"
    judged = {
        "mapping_justification": _MANUAL,
        "confidence": _SURE,
        "predicate_modifier": modifier,
        "comment": f"reviewed; proposed by {cells['comment']}" if cells["comment"] else "reviewed",
    }
    return cells | judged


def _text(text: str) -> str:
    """Return a text for people as a cell: a quotation mark that begins one would open it."""
    text = shown(text)
    if text.startswith('"'):
        text = _QUOTED.sub(r"“\1”", text)
    return f"“{text[1:]}" if text.startswith('"') else text


def _name(cell: str, iri: str, prefixes: dict[str, str]) -> str:
    """Return a cell that names a thing, as it is where it names the same with these prefixes."""
    prefix, _, local = cell.partition(":")
    if prefix in prefixes and to_iri(prefixes[prefix] + local) == iri:
        return cell
    return _shrink(iri, prefixes)


def _shrink(iri: str, prefixes: dict[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{to_uri(iri.removeprefix(namespace))}"
    raise ValueError(iri)
