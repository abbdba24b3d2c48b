"""`s5kg compact` and `s5kg restore`."""

from pathlib import Path

import click

from s5kg import compaction
from s5kg.cli.console import (
    build_option,
    err,
    fail,
    json_option,
    out,
    print_json,
    progress,
    quiet_option,
    reading,
    table,
)
from s5kg.compaction import Kept, NoReleaseError
from s5kg.patches import PatchError
from s5kg.release import SHORT, current


def warn_of_writes(graph: Path) -> None:
    """Say that writes are pending which what is shown now does not hold."""
    with reading(graph):
        count = compaction.pending(graph)
    if count:
        err.print(
            f"[yellow]{_writes(count)} since the build {'is' if count == 1 else 'are'} not in "
            "this[/]: `s5kg compact` folds them in"
        )


def left_behind(target: Path) -> Kept | None:
    """Return the current release where it has more than its sources gave: writes."""
    now = next((one for one in compaction.releases(target) if one.current), None)
    return now if now and (now.writes != 0 or now.origin) else None


def warn_of_left(before: Kept | None, target: Path) -> None:
    """Say that another release has become current than that with writes, and the way back."""
    now = next((one for one in compaction.releases(target) if one.current), None)
    if now and now.writes:
        err.print(f"{_writes(now.writes)} to this release in force: `s5kg log` lists them")
    if before and now and before.name != now.name:
        held = _writes(before.folded if before.origin and not before.writes else before.writes)
        err.print(
            f"[yellow]release {before.name} has {held} that this one has not[/]: "
            f"`s5kg restore {before.name}` goes back to it"
            + (", `s5kg compact` then folds them in" if before.writes else "")
        )


def _writes(count: int | None) -> str:
    if count is None:
        return "a damaged log of writes"
    return f"{count} write{'' if count == 1 else 's'}"


@click.command(epilog="Example: s5kg compact --json | jq .release")
@build_option
@quiet_option
@json_option
def compact(target: Path, quiet: bool, as_json: bool) -> None:
    """Fold the writes to the current release into a new release, and make that current.

    The catalogue is counted anew. The former release is kept with its log; `s5kg restore` goes
    back to it. Stop a service that takes writes first.
    """
    graph = current(target)
    if graph is None:
        fail(f"there is no build in {target}: run `s5kg build` first")
    try:
        with progress(quiet or as_json) as report:
            made = compaction.compact(target, report)
    except PatchError as error:
        fail(f"the log of writes beside {graph} is damaged, {error}")
    except (SyntaxError, OSError) as error:
        fail(f"{error}; nothing has changed")
    if as_json:
        done = {"release": made.release.name, "writes": made.writes} if made else {"writes": 0}
        print_json(done)
    elif not made:
        err.print("no write is pending: nothing to do")
    else:
        if not made.counted:
            err.print("[yellow]the catalogue was not made by `s5kg build`, and is left as it is[/]")
        if not quiet:
            err.print(f"{_writes(made.writes)} folded into release {made.release.name[:SHORT]}")


@click.command(epilog="Example: s5kg restore --json | jq -r '.[].name'")
@click.argument("release", required=False)
@click.option(
    "--without-writes",
    is_flag=True,
    help="Rename its log, so that it is not in force.",
)
@build_option
@json_option
def restore(release: str | None, without_writes: bool, target: Path, as_json: bool) -> None:
    """Go back to a release, named by its first digits; without a name list all that are kept.

    The writes to that release are in force again. A service goes on with the release that it has
    until it is started again; one that takes writes has to be stopped first.
    """
    if release is None:
        try:
            _list(compaction.releases(target), as_json)
        except OSError as error:
            fail(str(error))
        return
    if current(target) is None:
        fail(f"there is no build in {target}: run `s5kg build` first")
    try:
        kept, aside = compaction.restore(target, release, writes=not without_writes)
    except NoReleaseError as error:
        _list(compaction.releases(target), as_json=False)
        fail(str(error))
    except PatchError as error:
        fail(f"the log of this release is damaged, {error}; --without-writes sets it aside")
    except OSError as error:
        fail(str(error))
    if aside:
        err.print(f"its log is now {aside}")
    if as_json:
        print_json(_row(kept))
    else:
        force = f", with {_writes(kept.writes)}" if kept.writes and not aside else ""
        err.print(f"release {kept.name} is current{force}")


def _row(kept: Kept) -> dict[str, object]:
    return {
        "name": kept.name,
        "current": kept.current,
        "writes": kept.writes,
        "origin": kept.origin,
        "folded": kept.folded,
    }


def _list(found: list[Kept], as_json: bool) -> None:
    if as_json:
        print_json([_row(one) for one in found])
        return
    shown = table("release", "writes pending", "made of")
    for one in found:
        name = f"{one.name} (current)" if one.current else one.name
        origin = f"{one.origin[:SHORT]} and {_writes(one.folded)}" if one.origin else "sources"
        shown.add_row(name, "damaged" if one.writes is None else str(one.writes), origin)
    out.print(shown)
