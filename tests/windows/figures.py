"""What the tests under Wine have shown, written into installer/VERIFY.md when all of them passed."""

import re
from dataclasses import dataclass, field
from datetime import date

from nianbao import __version__
from tests.conftest import ROOT

VERIFY = ROOT / "installer" / "VERIFY.md"
BEGIN, END = "<!-- 由 make test-windows 写入，请勿手改 -->", "<!-- 写入到此为止 -->"


@dataclass
class Figures:
    """Under which Wine, and clauses of the paragraph in the order they were noted."""

    wine: str = ""
    notes: list[str] = field(default_factory=list)


def write(figures: Figures) -> None:
    """Exchange the paragraph."""
    told = paragraph(figures, date.today())
    VERIFY.write_text(replaced(VERIFY.read_text(encoding="utf-8"), told), encoding="utf-8")


def paragraph(figures: Figures, today: date) -> str:
    """The paragraph."""
    return f"最近一次：{today:%Y-%m-%d}，程序 {__version__}，{figures.wine}。{'；'.join(figures.notes)}。"


def replaced(text: str, told: str) -> str:
    """The page with the paragraph between its marks exchanged."""
    return re.sub(f"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", lambda _: f"{told}\n", text, flags=re.DOTALL)
