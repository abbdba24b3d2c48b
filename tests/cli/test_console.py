"""What the commands print of what others wrote."""

from pathlib import Path

from s5kg.cli.console import err, tell_faults
from s5kg.linking.sources import Faults
from s5kg.problems import Problem


def test_what_others_wrote_is_printed_as_it_stands() -> None:
    """No word between colons becomes a picture, no bracket a colour, and nothing steers."""
    faults = Faults()
    faults.add(Problem(Path("a.nt"), 1, "rdfs:label: [red]x[/red] \x1b[31m\u202e", "mend"))
    with err.capture() as printed:
        tell_faults(faults, "dim", "passed over")
    assert "rdfs:label: [red]x[/red] \ufffd[31m\ufffd" in printed.get()
