"""What all commands share: how they are found, and what they print of what others wrote."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.text import Text

from s5kg.cli import main
from s5kg.cli.console import err, fail, table, tell_faults
from s5kg.linking.sources import Faults
from s5kg.problems import Problem


def test_what_others_wrote_is_printed_as_it_stands() -> None:
    """No word between colons becomes a picture, no bracket a colour, and nothing steers."""
    faults = Faults()
    faults.add(Problem(Path("a.nt"), 1, "rdfs:label: [red]x[/red] \x1b[31m\u202e", "mend"))
    with err.capture() as printed:
        tell_faults(faults, "dim", "passed over")
    assert "rdfs:label: [red]x[/red] \ufffd[31m\ufffd" in printed.get()


@pytest.mark.parametrize("given", ["nan", "NaN", "-nan"])
@pytest.mark.parametrize(
    "words",
    [
        ["link", "x.csv", "--scheme", "ror", "--least"],
        ["serve", "--deadline"],
        ["serve", "--budget"],
        ["mcp", "--deadline"],
    ],
)
def test_what_is_no_number_is_refused(words: list[str], given: str) -> None:
    """Compared with nothing it would be within any bounds, and nothing would reach it."""
    result = CliRunner().invoke(main, [*words, given])
    assert result.exit_code == 2
    assert "is no number" in result.stderr


def test_each_command_is_found_by_its_name() -> None:
    """Names that are listed lead to commands, and no other name does."""
    context = click.Context(main)
    names = main.list_commands(context)
    assert {"build", "query", "serve"} <= set(names)
    for name in names:
        command = main.get_command(context, name)
        assert command
        assert command.name == name
    assert main.get_command(context, "quer") is None


def test_a_command_loads_what_it_needs() -> None:
    """Whoever builds or asks need not wait for the web server and the validator."""
    code = (
        "import sys; from s5kg.cli import main\n"
        "main(['query', '--help'], standalone_mode=False)\n"
        "print(sorted({'flask', 'pyshacl', 'mcp', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_cell_steers_a_terminal() -> None:
    """Whatever a cell or a heading holds is printed as text, in the colour that we chose."""
    shown = table("name\x1b")
    shown.add_row("[red]x[/red] \x1b]0;title\x07 \x9b2J\u202e\ud800")
    shown.add_row(Text.assemble("\u2066why ", ("dim", "red")))
    shown.add_row("港湾\u3000計画\nsecond")
    terminal = Console(file=StringIO(), force_terminal=True, color_system="standard", width=80)
    with terminal.capture() as printed:
        terminal.print(shown)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    assert "[red]x[/red] \ufffd]0;title\ufffd \ufffd2J\ufffd\ufffd" in lines
    assert "\ufffdwhy \x1b[31mdim\x1b[0m" in lines
    assert {"港湾\u3000計画", "second"} <= set(lines)
    assert "name\ufffd" in lines[0]


def test_no_error_steers_a_terminal() -> None:
    """What an error repeats of somebody's words is text, over as many lines as it had."""
    with err.capture() as printed, pytest.raises(SystemExit):
        fail("this is no SPARQL query\n[red]\x1b[31m\u202e")
    assert printed.get() == "error: this is no SPARQL query\n[red]\ufffd[31m\ufffd\n"
