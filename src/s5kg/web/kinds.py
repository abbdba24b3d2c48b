"""What kind of thing a class is of, as far as colours and headings go: one table for all pages."""

from collections.abc import Iterable

from s5kg.namespaces import expand

OTHER = "other"
_CLASSES = {
    "actor": (
        "org:Organization", "org:FormalOrganization", "org:OrganizationalUnit",
        "org:OrganizationalCollaboration", "org:Post", "cv:PublicOrganisation",
        "frapo:FundingAgency", "foaf:Agent", "foaf:Person", "prov:Agent", "s5:ActorCategory",
    ),
    "programme": (
        "s5:FrameworkProgramme", "s5:ProgrammePart", "s5:Initiative", "frapo:FundingProgramme",
        "fabio:Policy", "s5:Duty",
    ),
    "case": ("s5:MunicipalCase",),
    "document": (
        "fabio:PolicyDocument", "fabio:ReportDocument", "fabio:Letter", "fabio:WebPage",
        "fabio:DigitalManifestation", "fabio:Work", "eli:LegalResource", "s5:Segment",
        "s5:ListedSet", "doco:Figure", "s5:Furniture", "s5:Evidence",
    ),
    "figure": (
        "s5:Figure", "s5:BudgetFigure", "qb:DataSet", "qb:Observation",
        "qb:DataStructureDefinition",
    ),
    "place": ("dcterms:Location",),
    "event": ("schema:Event", "dcterms:PeriodOfTime", "time:ProperInterval"),
    "finding": ("s5:Finding", "s5:Claim", "s5:Discrepancy", "s5:OutsideFact"),
    "concept": ("skos:Concept", "skos:ConceptScheme"),
}  # fmt: skip
KINDS = (*_CLASSES, OTHER)
_KIND = {expand(name): kind for kind, names in _CLASSES.items() for name in names}


def kind_of(classes: Iterable[str]) -> str:
    """Return the kind of a thing of some classes (IRIs); the first in the table's order."""
    found = {_KIND[one] for one in classes if one in _KIND}
    return next((kind for kind in KINDS if kind in found), OTHER)
