"""The command line: one command per stage, in the order of the flow."""

import click

from s5kg.cli.assisting import mcp
from s5kg.cli.building import build, dump
from s5kg.cli.enriching import enrich_command
from s5kg.cli.evidence import evidence
from s5kg.cli.linking import link
from s5kg.cli.links import links
from s5kg.cli.querying import examples, query
from s5kg.cli.releases import compact, restore
from s5kg.cli.searching import search
from s5kg.cli.serving import serve
from s5kg.cli.tokens import token
from s5kg.cli.validating import validate
from s5kg.cli.writes import log


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 faults were found, or it could not be done; 2 the words of the "
    "command are off; 3 a part was done.",
)
@click.version_option(package_name="s5kg")
def main() -> None:
    """Policy documents as a knowledge graph with evidence.

    \b
    s5kg build                         sources → build/graph.nq and build/dumps/
    s5kg validate                      shapes, checks and evidence, as a table
    s5kg query eu-framework-budgets    an example by its name
    s5kg query 'SELECT * { ?s ?p ?o } LIMIT 3'
    s5kg serve                         http://127.0.0.1:8000
    """


for _command in (
    build,
    validate,
    query,
    examples,
    search,
    serve,
    mcp,
    token,
    dump,
    log,
    compact,
    restore,
    evidence,
    link,
    links,
    enrich_command,
):
    main.add_command(_command)
