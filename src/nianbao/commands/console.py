"""What a command says: progress to one side, results to the other, tables that stand straight with Chinese in them."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from nianbao.core.finding import Finding, counts, waived


def say(text: str) -> None:
    """A line of progress or advice, on stderr."""
    print(text, file=sys.stderr, flush=True)


def show(text: str) -> None:
    """A line of the result, on stdout."""
    print(text)


def show_json(document: Any) -> None:
    """One JSON document on stdout."""
    import json

    print(json.dumps(document, ensure_ascii=False, indent=1))


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned lines: a header, a rule, the rows."""
    lines = [list(headers), *(list(row) for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(headers))]
    padded = [
        "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(line)).rstrip() for line in lines
    ]
    return "\n".join(
        [padded[0], "  ".join("─" * (size // 2 or 1) + ("─" * (size - size // 2)) for size in widths), *padded[1:]]
    )


def told(finding: Finding) -> str:
    """A finding in two lines: level, code and what is wrong; then what to do. One under a common cause takes one."""
    where = f"（{finding.where}）" if finding.where and finding.where not in finding.message else ""
    if not finding.is_lead:
        return f"      ↳ {finding.rule}  {finding.message}"
    lines = [f"  【{finding.level.label}】{finding.rule}  {finding.message}{where}", f"      → {finding.remedy}"]
    return "\n".join([*lines, *_answer(finding)])


def _answer(finding: Finding) -> list[str]:
    waiver = finding.waiver
    if not waiver:
        return []
    said = f"      说明：{waiver['reason']}（{waiver['by'] or '没有署名'}，{waiver['date']}）"
    return [said if waiver["stands"] else f"{said}　※ {waiver['note']}"]


def counted(findings: Sequence[Finding]) -> str:
    """「错误 2 · 警告 3 · 提示 1」."""
    found = counts(findings)
    answered = f" · 已说明 {number}" if (number := waived(findings)) else ""
    return f"错误 {found['error']} · 警告 {found['warning']} · 提示 {found['hint']}{answered}"
