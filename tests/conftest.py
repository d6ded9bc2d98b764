"""Fixtures every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from nianbao.commands import kept_readings

ROOT = Path(__file__).parents[1]
USUAL_FOLDER = kept_readings.usual_folder

# The same examples in every run, so that a fresh checkout passes or fails for everybody alike; and no deadline, since
# machines differ. NIANBAO_EXPLORE=1 looks for new examples.
settings.register_profile("repeatable", derandomize=not os.environ.get("NIANBAO_EXPLORE"), deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True, scope="session")
def _own_memory_of_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What consolidating keeps of files goes to a place of the run's own, not to the user's."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_readings, "usual_folder", lambda: folder)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of real reports beside the checkout, which not every machine has."""
    folder = ROOT.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("没有真实年报样本：上一级目录中没有 shared/seeds")
    return folder
