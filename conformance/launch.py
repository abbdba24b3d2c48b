"""`python -m conformance.launch FOLDER`: our service as a run of the suite needs it.

The store is empty, the default graph plain, blank nodes stay blank, and a client may ask as much as
it likes. All else is as `s5kg serve --tokens` has it. FOLDER gets the file of tokens.
"""

import sys
from pathlib import Path

from conformance.own_service import TOKENS
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.web import create_app
from s5kg.web.description import Features
from s5kg.web.server import serve
from s5kg.web.writing import Writer


def main(folder: Path) -> None:
    """Serve until SIGTERM."""
    settings = Settings(union=False, gate=False, skolemise=False)
    with PoolEngine(b"", settings) as engine:
        writer = Writer(engine, folder / TOKENS)
        app = create_app(engine, folder, [], features=Features(union=False), writer=writer)
        serve(app, "127.0.0.1", 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
