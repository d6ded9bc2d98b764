"""Fixtures every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# The same examples in every run, so that a fresh checkout passes or fails for everybody alike; and no deadline, since
# machines differ. NIANBAO_EXPLORE=1 looks for new examples.
settings.register_profile("repeatable", derandomize=not os.environ.get("NIANBAO_EXPLORE"), deadline=None)
settings.load_profile("repeatable")


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
