"""Differences for a terminal, as JSON, in a line, and as rows of a sheet."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from nianbao.adapters import diff_lines
from nianbao.commands import console
from nianbao.core.difference import Change, Differences, Passage, Side, TextChange
from nianbao.core.finding import Finding
from nianbao.core.report import as_text
from nianbao.core.waiver import Waiver

ROW_HEADERS = ("类别", "位置", "原来", "现在", "相差", "备注")
_IN_BRIEF = 3
Row = tuple[str, str, str | Decimal | None, str | Decimal | None, Decimal | None, str | None]


def told(differences: Differences) -> str:
    """The differences for a terminal."""
    return "\n".join(_lines(differences))


def _lines(differences: Differences) -> Iterator[str]:
    for name, side in (("原来", differences.old), ("现在", differences.new)):
        yield f"{name}：{side.file}　{diff_lines.titled(side)}"
    yield from (f"注意：{notice}" for notice in differences.notices)
    yield diff_lines.summary(differences)
    for head in differences.head:
        name, old, new = diff_lines.head_line(head)
        yield f"  {name}：{old} → {new}"
    if differences.cells:
        yield from ("", console.table(diff_lines.CELL_HEADERS, map(diff_lines.cell_line, differences.cells)))
    if differences.uncompared:
        yield from ("", "只有一份的格式才有的项：")
        for each in differences.uncompared:
            yield f"  {'现在' if each.is_new else '原来'}　{each.name}　{as_text(each.value)}"
    for text in differences.texts:
        yield from ("", *_text(text))
    if differences.answers:
        yield from ("", "说明：")
        for answer in differences.answers:
            kind, name, before, now = diff_lines.answer_line(answer)
            yield f"  {kind}　{name}：{before} → {now}"
    yield from ("", f"校验：{diff_lines.judged(differences)}")
    yield from _findings("已消除", differences.vanished, differences.old)
    yield from _findings("新出现", differences.appeared, differences.new)


def _text(text: TextChange) -> Iterator[str]:
    yield f"{text.kind.label}　{diff_lines.where(text)}"
    if text.kind is Change.MOVED:
        yield f"  原文：{text.passage.text}"
        return
    for name, passage in (("原来", text.old), ("现在", text.new)):
        if passage is not None:
            yield f"  {name}：{_marked(passage)}"


def _marked(passage: Passage) -> str:
    return "".join(f"【{text}】" if is_marked else text for text, is_marked in passage.pieces)


def _findings(name: str, findings: tuple[Finding, ...], side: Side) -> Iterator[str]:
    for finding in findings:
        level, rule, _, message = diff_lines.finding_line(finding, side)
        yield f"  {name}　{level}　{rule}　{message}" if finding.is_lead else f"      ↳ {rule}　{message}"


def brief(differences: Differences) -> str:
    """All of it in a line: 「数 3 格、文字 2 处不同：表三·一·自然人 3 → 4，……」."""
    if differences.is_same:
        return diff_lines.summary(differences)
    shown = [
        f"{each.name} {diff_lines.figure(each.old)} → {diff_lines.figure(each.new)}"
        for each in differences.cells
        if "合计" not in each.note
    ] or [each.passage.where for each in differences.texts]
    more = "等" if len(shown) > _IN_BRIEF else ""
    return f"{diff_lines.counted(differences)}不同{'：' if shown else ''}{'，'.join(shown[:_IN_BRIEF])}{more}。"


def rows(differences: Differences) -> list[Row]:
    """The differences as lines of a sheet, in the columns of ROW_HEADERS."""
    found: list[Row] = [("封面", each.name, each.old, each.new, None, None) for each in differences.head]
    found += [
        ("数", each.name, _figure(each.old), _figure(each.new), each.difference, each.note or None)
        for each in differences.cells
    ]
    for lacking in differences.uncompared:
        pair = (None, lacking.value) if lacking.is_new else (lacking.value, None)
        found.append(("数", lacking.name, *pair, None, "另一份的格式没有这一项"))
    found += [("文字", diff_lines.where(each), *_texts(each), None, each.kind.label) for each in differences.texts]
    for answer in differences.answers:
        kind, name, before, now = diff_lines.answer_line(answer)
        found.append(("说明", name, before, now, None, kind))
    return found


def _figure(value: Decimal | None) -> Decimal | str:
    return diff_lines.BLANK if value is None else value


def _texts(change: TextChange) -> tuple[str | None, str | None]:
    return change.old.text if change.old else None, change.new.text if change.new else None


def as_dict(differences: Differences) -> dict[str, Any]:
    """The differences as `diff --json` prints them."""
    return {
        "old": _side(differences.old),
        "new": _side(differences.new),
        "same": differences.is_same,
        "notices": list(differences.notices),
        "head": [{"name": each.name, "old": each.old, "new": each.new} for each in differences.head],
        "cells": [
            {
                "address": str(each.cell),
                "spelling": each.name,
                "old": as_text(each.old),
                "new": as_text(each.new),
                "difference": as_text(each.difference),
                "note": each.note,
                "old_where": each.old_place,
                "new_where": each.new_place,
            }
            for each in differences.cells
        ],
        "uncompared": [
            {"side": "new" if each.is_new else "old", "spelling": each.name, "value": as_text(each.value)}
            for each in differences.uncompared
        ],
        "texts": [
            {"change": each.kind.value, "old": _passage(each.old), "new": _passage(each.new)}
            for each in differences.texts
        ],
        "waivers": [
            {
                "change": each.kind.value,
                "rule": each.rule,
                "place": each.name,
                "old": _waiver(each.old),
                "new": _waiver(each.new),
            }
            for each in differences.answers
        ],
        "findings": {
            "appeared": [finding.as_dict() for finding in differences.appeared],
            "vanished": [finding.as_dict() for finding in differences.vanished],
            "remaining": [finding.as_dict() for finding in differences.remaining],
        },
    }


def _side(side: Side) -> dict[str, Any]:
    return {"file": side.file, "agency": side.agency, "year": side.year, "form": side.form.id}


def _passage(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    marks = [list(mark) for mark in passage.marks]
    return {"section": passage.address, "paragraph": passage.paragraph, "text": passage.text, "marks": marks}


def _waiver(waiver: Waiver | None) -> dict[str, Any] | None:
    return None if waiver is None else {"reason": waiver.reason, "by": waiver.by, "date": waiver.date}
