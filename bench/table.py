"""The figures of a race as Markdown tables."""

from collections.abc import Collection, Mapping, Sequence

from load import Speed
from servers import Server

MIB = 1024 * 1024


def tables(
    servers: Sequence[Server],
    asked: Sequence[str],
    measured: Mapping[tuple[str, str, str], Speed | str],
    odd: Collection[tuple[str, str]],
) -> str:
    """Return one table for each number of clients, one of ratios, and one of memory and start."""
    names = [server.name for server in servers]
    parts = []
    for clients in dict.fromkeys(key[2] for key in measured):
        rows = [
            [
                query,
                *(_cell(measured[query, name, clients], (name, query) in odd) for name in names),
            ]
            for query in asked
        ]
        title = f"{clients}: milliseconds, median / 99 %"
        parts.append(_table(title, ["query", *names], rows))
        rates = [
            [query, *(_ratio(measured, query, name, names[0], clients) for name in names)]
            for query in asked
        ]
        title = f"{clients}: throughput, {names[0]} = 1"
        parts.append(_table(title, ["query", *names], rates))
    rows = [
        ["memory once it is ready, MiB", *(f"{server.idle / MIB:.0f}" for server in servers)],
        ["peak memory, MiB", *(f"{server.peak / MIB:.0f}" for server in servers)],
        ["ready with the graph after, s", *(f"{server.seconds:.1f}" for server in servers)],
    ]
    parts.append(_table("Memory and start", ["", *names], rows))
    return "\n".join(parts)


def _cell(speed: Speed | str, odd: bool) -> str:
    mark = " ≠" if odd else ""
    return speed if isinstance(speed, str) else f"{speed.half:.2f} / {speed.most:.1f}{mark}"


def _ratio(
    measured: Mapping[tuple[str, str, str], Speed | str],
    query: str,
    name: str,
    base: str,
    clients: str,
) -> str:
    one, other = measured[query, name, clients], measured[query, base, clients]
    if isinstance(one, str) or isinstance(other, str):
        return "–"
    return f"{one.rate / other.rate:.2f}"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"**{title}**", "", _row(head), _row(["---"] + ["---:"] * (len(head) - 1))]
    return "\n".join([*lines, *(_row(row) for row in rows), ""])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
