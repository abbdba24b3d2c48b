"""What `make soak` does for long, done a few times."""

import random
from pathlib import Path

import soak


def test_every_acknowledged_write_survives_kills(tmp_path: Path) -> None:
    """Workers, zygote and server of a real service; LostError names what is amiss."""
    chance = random.Random(5)  # noqa: S311
    figures = soak.kill_amid_writes(soak.small_build(tmp_path / "build"), tmp_path, 5, chance)
    assert sum(figures.kills.values()) == 5
    assert 0 < figures.acknowledged <= figures.kept
