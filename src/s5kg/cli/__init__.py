"""The command line: one command per stage, in the order of the flow."""

import logging
from importlib import import_module

import click

_COMMANDS = {  # command → module of this package, and what it is called there
    "build": ("building", "build"),
    "validate": ("validating", "validate"),
    "query": ("querying", "query"),
    "examples": ("querying", "examples"),
    "search": ("searching", "search"),
    "serve": ("serving", "serve"),
    "mcp": ("assisting", "mcp"),
    "token": ("tokens", "token"),
    "dump": ("building", "dump"),
    "log": ("writes", "log"),
    "compact": ("releases", "compact"),
    "restore": ("releases", "restore"),
    "evidence": ("evidence", "evidence"),
    "link": ("linking", "link"),
    "links": ("links", "links"),
    "enrich": ("enriching", "enrich_command"),
}


class Commands(click.Group):
    """The commands, each loaded when it is called: a query need not wait for a web server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command = getattr(import_module(f"s5kg.cli.{module}"), name)
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=Commands,
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
    # rdflib would write a traceback for each literal of a query that is not of its datatype.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
