"""What the tests on a live Calc share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import office


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Any]]:
    """Opens a workbook in Calc, and closes it unsaved when the test is over."""
    books = []

    def open_book(path: Path) -> Any:
        books.append(office.calc().books.open(str(path)))
        return books[-1]

    yield open_book
    for book in books:
        book.close()
