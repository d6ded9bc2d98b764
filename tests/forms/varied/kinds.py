"""The kinds of file a varied page is sent as: how each is written, what turns it into what is sent, what that needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from tests.forms.varied import office, printing, texts, web
from tests.forms.varied.model import Page
from tests.forms.varied.page import page

Writer = Callable[[Random, Page], bytes]


@dataclass(frozen=True)
class Kind:
    """A kind of file by its name; `convert` turns many sources into what is sent, `program` finds what does it.

    `is_converted` tells that reading it needs LibreOffice as well.
    """

    name: str
    write: Writer
    convert: printing.Batch | None = None
    program: Callable[[], str | None] | None = None
    is_converted: bool = False


@dataclass(frozen=True)
class Sent:
    """A file of some kind, drawn from its seed; no `data` where the program made nothing of it."""

    seed: int
    page: Page
    data: bytes


_TO_PDF = printing.by_office(".docx", ".pdf")
_EVERY = [
    Kind("行.txt", texts.tabbed),
    Kind("格.txt", texts.led),
    Kind("竖线.txt", texts.piped),
    Kind("报告.md", texts.markdown),
    Kind("报告.json", texts.own_json),
    Kind("报告.docx", office.word_file),
    Kind("报告.html", web.web_page),
    Kind("报告.mht", web.archive),
    Kind("报告.xlsx", office.excel_file),
    Kind("打印.pdf", office.printed_word, _TO_PDF, printing.office),
    Kind("网页.pdf", web.printed_page, printing.by_browser, printing.browser),
    Kind("报告.xls", office.excel_file, printing.by_office(".xlsx", ".xls", "MS Excel 97"), printing.office),
    Kind("报告.doc", office.sized_word_file, printing.by_office(".docx", ".doc", "MS Word 97"), printing.office, True),
    Kind("报告.odt", office.sized_word_file, printing.by_office(".docx", ".odt", "writer8"), printing.office, True),
    Kind("报告.rtf", office.sized_word_file, printing.by_office(".docx", ".rtf"), printing.office, True),
]
KINDS = {kind.name: kind for kind in _EVERY}
Order = tuple[int, float]


def sent(kind: Kind, orders: Iterable[Order]) -> list[Sent]:
    """A file of that kind for each seed and degree of change; the same seed gives the same file."""
    made: dict[str, tuple[int, Page]] = {}
    sources: dict[str, bytes] = {}
    for seed, calm in orders:
        random = Random(seed)
        drawn = page(random, calm)
        name = f"{seed}-{calm}"
        sources[name] = kind.write(random, drawn)
        made[name] = seed, drawn
    data = kind.convert(sources) if kind.convert else sources
    return [Sent(seed, drawn, data.get(name, b"")) for name, (seed, drawn) in made.items()]
