"""An engine whose store lies on disk: for a graph that is larger than memory.

The store is made once from `graph.nq` and lies beside it; every worker opens it for reading.
"""

import hashlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine import Answer, LimitError, Question
from s5kg.engine.closing import Closing
from s5kg.engine.nursery import StartError
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.formats import FORMATS, Family
from s5kg.log import beside

_FOLDER = "store-"  # and the release that it was made from
_SCRATCH = "next-store-"


class DiskEngine(Closing):
    """Workers over the store of one `graph.nq`, for reading.

    It may be asked from any thread. Use it in a `with` statement, or close it.
    """

    def __init__(self, graph: Path, settings: Settings | None = None) -> None:
        """Open the store, which is made where there is none.

        Raises SyntaxError for what is no N-Quads, PatchError for a damaged log, and StartError
        where the store cannot be written, without processes, where the system cannot keep them
        from the network, or where there are writes since the release.
        """
        try:
            release, folder = make_store(graph)
        except OSError as error:
            raise StartError(f"the store on disk cannot be made: {error}") from error
        settings = replace(settings or Settings(), gate=False)
        self._pool = PoolEngine.open(graph, settings, store=folder)
        if self._pool.release != release:
            self._pool.close()
            what = "holds writes, which a store on disk has not: use the engine in memory"
            raise StartError(f"{beside(graph)} {what}")
        try:
            self._pool.answer(Question("ASK {}", {Family.RESULTS: FORMATS[0]}))
        except LimitError as error:
            self._pool.close()
            what = "no process can open the store, or be kept from the network as it must be"
            raise StartError(what) from error
        except BaseException:
            self._pool.close()
            raise

    @property
    def release(self) -> str:
        """The name of the state; see Engine.release."""
        return self._pool.release

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer."""
        return self._pool.answer(question)

    def close(self) -> None:
        """End all processes; what is being asked fails."""
        self._pool.close()


def make_store(graph: Path) -> tuple[str, Path]:
    """Return the release of a `graph.nq` and the folder of its RocksDB store; see DiskEngine.

    The store is written beside and renamed, so that one that is there is whole.
    """
    graph = graph.resolve()  # into the folder of the release
    with graph.open("rb") as file:
        release = hashlib.file_digest(file, "sha256").hexdigest()
    folder = graph.parent / f"{_FOLDER}{release}"
    if not folder.exists():
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=graph.parent))
        try:
            _load(graph, scratch / "new")
            _put(scratch / "new", folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return release, folder


def _load(graph: Path, folder: Path) -> None:
    store = ox.Store(folder)
    store.bulk_load(path=graph, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def _put(new: Path, folder: Path) -> None:
    """Rename the new store into its place; another process may have been faster."""
    try:
        new.rename(folder)
    except OSError:
        if not folder.exists():
            raise
