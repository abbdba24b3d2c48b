"""The tool `guide`: how to work with the graph, what it holds, and how certain that is."""

from dataclasses import dataclass

from s5kg.mcp import Language
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.limits import MOST_BYTES, MOST_ROWS, ROWS, SECONDS
from s5kg.mcp.texts import guide_template
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.namespaces import expand


@dataclass(frozen=True)
class Guide:
    """The guide in Markdown, and the state of the graph that it counts."""

    text: str
    release: str
    cite: str


def guide(holdings: Holdings, vocabularies: Vocabularies, language: Language = "en") -> Guide:
    """Return the guide. Raises LimitError."""
    known = vocabularies.now()

    def count(*names: str) -> str:
        return f"{sum(known.classes.get(expand(name), 0) for name in names):,}"

    text = guide_template(language).format(
        triples=f"{sum(known.properties.values()):,}",
        classes=len(known.classes),
        claims=count("s5:Claim"),
        findings=count("s5:Finding"),
        figures=count("s5:Figure", "s5:BudgetFigure"),
        evidence=count("s5:Evidence"),
        discrepancies=count("s5:Discrepancy"),
        concepts=count("skos:Concept"),
        examples=len(holdings.examples),
        rows=ROWS,
        most=MOST_ROWS,
        bytes=f"{MOST_BYTES:,}",
        seconds=f"{SECONDS:g}",
    )
    return Guide(text, holdings.lookup.release, holdings.cite())
