"""文字: the sections are there, in order, and nothing of the template or of an unfilled place is left in them."""

import re
from collections.abc import Iterator

from nianbao.core.finding import Finding, Level
from nianbao.core.form import Section
from nianbao.rules.context import Context

_RESIDUE = ("（文字描述）", "(文字描述)", "该部分以表格形式报告", "（此处填写", "（请填写", "格式模板", "填写说明：")
_MEASURES = "条件份次篇个项人期场起宗页%％"
# A gap before a measure word, an X in place of a number or name, a rule to write on, an empty pair of brackets.
_UNFILLED = re.compile(
    rf"(?<=[\u4e00-\u9fff，：、])(?:[ \t\xa0\u3000]{{2,}}余?[{_MEASURES}]|[ \t\xa0\u3000]余?[{_MEASURES}](?=[，。；、,;.]|$))"
    r"|(?<![A-Za-z])[XxＸｘ×✕╳]{2,}(?![A-Za-z])|[_＿]{2,}|[*＊]{2,}|（[ \u3000]+）|\([ \u3000]+\)"
)
# Without one of these a line has no gap; looking for them is a tenth of the work.
_SUSPECT = re.compile(r"[ \t\xa0\u3000XxＸｘ×✕╳_＿*＊]")
_QUOTE = 12


def headings(context: Context) -> Iterator[Finding]:
    """各章标题齐全、各一次、按顺序。

    依据：格式规定的六个部分。
    正例：一至六各一章。
    反例：没有第六章；同一章出现两次；第三章在第二章之前。
    """
    form, seen = context.form, [heading.section for heading in context.report.headings if heading.section]
    missing = [section for section in form.sections if section.code not in seen]
    repeated = [section for section in form.sections if seen.count(section.code) > 1]
    first_seen = list(dict.fromkeys(seen))
    order = [section.code for section in form.sections if section.code in first_seen]
    if missing:
        yield _heading_finding(context, missing, "缺少", "请补上；没有内容的也要写明「无」。")
    if repeated:
        yield _heading_finding(context, repeated, "出现了两次：", "请合并或删去重复的一处。")
    if first_seen != order:
        moved = [form.section(code) for code, due in zip(first_seen, order, strict=True) if code != due]
        yield _heading_finding(context, moved, "顺序与格式不一致：", "请按格式的顺序排列。")


def _heading_finding(context: Context, sections: list[Section], state: str, remedy: str) -> Finding:
    names = "、".join(f"「{section.title}」" for section in sections)
    return context.finding(
        "W001",
        Level.ERROR,
        f"章节：{state}{names}。",
        remedy=remedy,
        basis="格式规定的各部分",
        places=tuple(section.text for section in sections),
    )


def required_texts(context: Context) -> Iterator[Finding]:
    """写问题及改进的一章不得为空。

    依据：格式规定的六个部分。
    正例：写明问题和改进措施。
    反例：标题下没有内容。
    """
    present = {heading.section for heading in context.report.headings}
    for section in context.form.sections:
        if section.required and section.code in present and not context.report.texts.get(section.text, "").strip():
            yield context.finding(
                "W002",
                Level.ERROR,
                f"{section.title}：没有内容。",
                remedy="请补写这一部分。",
                basis="格式规定的各部分",
                places=(section.text,),
            )


def residue(context: Context) -> Iterator[Finding]:
    """正文中不得留有格式模板的提示文字。

    依据：审核惯例。
    正例：各章只有本单位的内容。
    反例：留有「（文字描述）」。
    """
    for address, text in context.report.texts.items():
        for word in _RESIDUE:
            if word in text:
                yield _text_finding(
                    context, "W003", address, f"留有格式模板的文字「{word}」", remedy="请删去并写上本单位的内容。"
                )


def unfilled(context: Context) -> Iterator[Finding]:
    """正文中不得有没填的空：「公开政府信息  余条」「   件」「  %」「XX」。

    依据：审核惯例。
    正例：全年公开政府信息 56 条。
    反例：全年公开政府信息  余条。
    """
    for address, text in context.report.texts.items():
        spots = [spot for line in text.split("\n") for spot in _gaps(line)]
        if spots:
            quoted = "".join(f"「{spot}」" for spot in spots)
            detail = f"有 {len(spots)} 处没有填写：{quoted}"
            yield _text_finding(context, "W009", address, detail, remedy="请补上数字或名称。")


def _gaps(line: str) -> Iterator[str]:
    line = line.strip()
    if not _SUSPECT.search(line):
        return
    for match in _UNFILLED.finditer(line):
        yield line[max(0, match.start() - _QUOTE) : match.end() + 2].strip()


def _text_finding(context: Context, rule: str, address: str, state: str, *, remedy: str) -> Finding:
    names = {section.text: section.title for section in context.form.sections}
    name = names.get(address, {"head_title": "标题", "head_lead": "导语"}.get(address, address))
    return context.finding(rule, Level.ERROR, f"{name}：{state}。", remedy=remedy, basis="审核惯例", places=(address,))
