"""A run as Markdown: a table by group, each test that does not pass with its reason."""

import re
from collections import Counter
from pathlib import Path

from conformance.explained import Reason
from conformance.outcome import Outcome, Result

_START, _END = "<!-- run: python -m conformance --page -->", "<!-- end of run -->"
_ORDER = list(Outcome)
_HEADS = ("group", "tests", *(outcome.value for outcome in Outcome), "engine in process")


def table(results: list[Result], engine: list[Result]) -> list[str]:
    """Return the lines of the table by group, with the engine's passes (to the letter + by value).

    Groups come in the order of the suite.
    """
    counts = _by_group(results)
    inside = _by_group(engine)
    rows = [[*_numbers(group, count), _both(inside.get(group))] for group, count in counts.items()]
    total = sum(counts.values(), Counter[Outcome]())
    rows.append([*_numbers("all", total), _both(sum(inside.values(), Counter[Outcome]()))])
    widths = [max(len(row[at]) for row in [_HEADS, *rows]) for at in range(len(_HEADS))]
    lines = [_line(list(_HEADS), widths), "|" + "|".join("-" * (w + 2) for w in widths) + "|"]
    return lines + [_line(row, widths) for row in rows]


def worse(results: list[Result], engine: list[Result]) -> list[str]:
    """Return the tests that come out worse over HTTP than in process, a line for each."""
    inside = {result.case.key: result.outcome for result in engine}
    return [
        f"{r.case.key}: {r.outcome.value}, in process {inside[r.case.key].value}: {r.note}"
        for r in results
        if r.case.key in inside and _ORDER.index(r.outcome) > _ORDER.index(inside[r.case.key])
    ]


def page_block(
    heads: list[str], lines: list[str], results: list[Result], reasons: list[Reason]
) -> str:
    """Return what the page says of a run: versions, the table, reasons, tests passed by value."""
    wrong = {r.case.key: r for r in results if r.outcome in (Outcome.FAILED, Outcome.NOT_OFFERED)}
    parts = ["\n".join(f"- {head}" for head in heads), "\n".join(lines)]
    parts.append("### Tests that do not pass\n\n" + "\n".join(_explanations(wrong, reasons)))
    names = [r.case.key for r in results if r.outcome is Outcome.BY_VALUE]
    parts.append(f"### Tests that pass by value\n\n{', '.join(f'`{name}`' for name in names)}")
    return "\n\n".join(parts)


def refresh(page: Path, block: str) -> None:
    """Put a block between the marks of a page. Raises ValueError for a page without marks."""
    text = page.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(_START)}.*{re.escape(_END)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{page} has no marks for a run")
    filled = pattern.sub(lambda _: f"{_START}\n\n{block}\n\n{_END}", text)
    page.write_text(filled, encoding="utf-8")


def _explanations(wrong: dict[str, Result], reasons: list[Reason]) -> list[str]:
    lines = []
    for reason in reasons:
        names = [name for name in reason.tests if name in wrong]
        if names:
            lines.append(f"- {reason.why}")
            lines += [f"  - `{name}` ({wrong.pop(name).outcome.value})" for name in names]
    if wrong:
        lines.append("- Not explained yet:")
        lines += [f"  - `{name}`: {result.note}" for name, result in wrong.items()]
    return lines


def _by_group(results: list[Result]) -> dict[str, Counter[Outcome]]:
    groups: dict[str, Counter[Outcome]] = {}
    for result in sorted(results, key=lambda r: r.case.group.split()[0]):
        groups.setdefault(result.case.group, Counter())[result.outcome] += 1
    return groups


def _numbers(name: str, count: Counter[Outcome]) -> list[str]:
    return [name, str(count.total()), *(str(count[outcome] or "") for outcome in Outcome)]


def _both(count: Counter[Outcome] | None) -> str:
    if not count:
        return "–"
    by_value = count[Outcome.BY_VALUE]
    return f"{count[Outcome.PASSED]}" + (f" + {by_value}" if by_value else "")


def _line(cells: list[str], widths: list[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return "| " + " | ".join(cell.ljust(width) for cell, width in pairs) + " |"
