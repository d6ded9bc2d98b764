"""文字: the sections are there, in order, and nothing of the template or of an unfilled place is left in them."""

import re
from collections.abc import Iterator
from functools import cache

from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Section
from nianbao.forms.wording import wording
from nianbao.rules import looking
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import marked, text_name

_BLANK = " \t\xa0\u3000"
_CROSS = "[XxＸｘ×✕╳]"
# Brackets, a number, a date or a name with nothing but blanks in its place; the first blank has been read.
_BLANKS = (
    rf"(?<=[（(，。于在、{_BLANK}].)[{_BLANK}]*月[{_BLANK}]+日(?![{_BLANK}]?[常益期程志报夜])"
    rf"|(?<=（.)[{_BLANK}]*）|(?<=\(.)[{_BLANK}]*\)|(?<=第.)[{_BLANK}]*号"
    rf"|(?<=年.)[{_BLANK}]*月(?=[{_BLANK}]*日|[，。、；）底末初])"
    rf"|(?<=月.)[{_BLANK}]*日(?=[，。、；）]|印发|下发|召开|发布|起|前)"
    rf"|(?<=由.)[{_BLANK}]*(?=任组长|担任|同志)"
)
# By the sign that has been read: X in place of a number or name, a rule to write on, stars, circles, a document or a
# label without what it needs.
_UNFILLED = {
    "XxＸｘ×✕╳": rf"(?<={_CROSS})(?<![A-Za-z/._=-].){_CROSS}+(?![A-Za-z/_=-])"
    r"|(?<=[XＸ×])(?<![0-9０-９A-Za-zＸ×].)(?=[年月日镇乡县市区条件次份元]|[\u4e00-\u9fff]{1,5}〔)"
    rf"|(?<=[0-9０-９][-－—–][XＸ×])[XＸ×]{{2,}}(?![A-Za-z0-9/._-])|(?<=[2２][0０][0-9０-９]{_CROSS})(?=年)",
    "_＿": r"(?<=[_＿])(?<![A-Za-z0-9_＿].)[_＿]+(?![A-Za-z0-9])",
    "*＊": r"(?<=[*＊])(?<![0-9０-９A-Za-z*＊].)[*＊]+(?![0-9０-９A-Za-z*＊])",
    "〇○◯□": r"(?<=[〇○◯□])(?<![〇○◯□零一二三四五六七八九十百].)[〇○◯□]+(?=[条件份次个项人期场户名家年月日%％])",
    "〔": rf"(?<=〔)[0-9０-９]{{4}}〕(?:[{_BLANK}]*|{_CROSS}+)号",
    "（(": r"(?<=[（(])[）)](?=条(?!例)|[件份次户元%％]|人次)",
    "：:": rf"(?:(?<=[话编址箱][：:])|(?<=传真[：:])|(?<=联系人[：:]))[{_BLANK}]*(?=[。；，）)])",
    "%％": r"(?:(?<=率[%％])|(?<=率[为达][%％])|(?<=率达到[%％]))(?=[，。；、])",
}
# What some unfilled place begins with.
_GAP_SIGNS = _BLANK + "".join(_UNFILLED)
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)[^*]+\*\*(?!\*)")
# These belong to the gap after them: （  ）, 第  号.
_OPENING = frozenset("（(第年月")
_QUOTE = 12


def headings(context: Context) -> Iterator[Finding]:
    """各章标题齐全、各一次、按顺序。

    依据：格式规定的六个部分。
    正例：一至六各一章。
    反例：没有第六章；同一章出现两次；第三章在第二章之前。
    """
    form, seen = context.form, [heading.section for heading in context.report.headings if heading.section]
    if seen == _codes(form):
        return
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


@cache
def _codes(form: Form) -> list[str]:
    return [section.code for section in form.sections]


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
    """写问题及改进的一章不得为空；各章不能只有小标题。

    依据：格式规定的六个部分。
    正例：写明问题和改进措施。
    反例：标题下没有内容；只有小标题「（一）主动公开」等，下面没有文字。
    """
    for address, section in _narrated(context.form):
        text = context.report.texts.get(address, "").strip()
        is_bare = bool(text) and _is_bare(text, section.subheads)
        if is_bare or (not text and section.required and _has_heading(context, section)):
            yield context.finding(
                "W002",
                Level.ERROR,
                f"{section.title}：{'只有小标题，' if is_bare else ''}没有内容。",
                remedy="请补写这一部分。",
                basis="格式规定的各部分",
                places=(section.text,),
            )


@cache
def _narrated(form: Form) -> tuple[tuple[str, Section], ...]:
    """The sections of which something may be said in this rule, with the addresses of their texts."""
    return tuple((each.text, each) for each in form.sections if each.subheads or each.required)


def _is_bare(text: str, subheads: tuple[str, ...]) -> bool:
    first, _, rest = text.partition("\n")
    return first.strip() in subheads and all(line.strip() in subheads for line in rest.split("\n") if line.strip())


def _has_heading(context: Context, section: Section) -> bool:
    return any(heading.section == section.code for heading in context.report.headings)


def residue(context: Context) -> Iterator[Finding]:
    """正文中不得留有格式模板的提示文字。

    依据：审核惯例。
    正例：各章只有本单位的内容。
    反例：留有「（文字描述）」。
    """
    helps, written = _helps(context.form), context.written()
    words = _residue_words() if looking.stands(written, _residue_words()) else ()
    if not words and not [told for told in helps.values() if told in written]:
        return
    for address, text in context.texts():
        told = helps.get(address, "")
        if not looking.stands(text, words) and not (told and told in text):
            continue
        for start, end in _residues(text, told):
            quote, marks = marked(text, [(start, end)])
            yield context.finding(
                "W003",
                Level.ERROR,
                f"{text_name(context.form, address)}：留有格式模板的文字「{text[start:end][: _QUOTE * 2]}」。",
                remedy="请删去并写上本单位的内容。",
                basis="审核惯例",
                places=(address,),
                quote=quote,
                marks=marks,
            )


@cache
def _helps(form: Form) -> dict[str, str]:
    """What the template says in place of each text."""
    return {section.text: section.help for section in form.sections if section.help}


def _residues(text: str, told: str) -> Iterator[tuple[int, int]]:
    """The spans of leftover template words: hints anywhere, the template's name where it is a line of its own."""
    pattern, anywhere = _residue_patterns()
    for match in pattern.finditer(text):
        yield match.span()
    at = 0
    for line in text.split("\n") if anywhere.search(text) else ():
        if _is_template_line(line.strip()):
            yield at, at + len(line)
        at += len(line) + 1
    at = text.find(told) if told else -1
    if at >= 0:
        yield at, at + len(told)


def _is_template_line(line: str) -> bool:
    ends = line.endswith(wording().residue_lines) and not any(stop in line for stop in "，。；：")
    return ends or line in wording().residue_whole


@cache
def _residue_words() -> looking.Sought:
    words = wording()
    return looking.sought((*words.residues, *words.residue_lines, *words.residue_whole))


@cache
def _residue_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand nowhere, and what a line of the template's own ends in or is."""
    words = wording()
    lines = (*words.residue_lines, *words.residue_whole)
    return re.compile("|".join(map(re.escape, words.residues))), re.compile("|".join(map(re.escape, lines)))


def unfilled(context: Context) -> Iterator[Finding]:
    """正文中不得有没填的空：「公开政府信息  余条」「   件」「  %」「XX」「〔年份〕 号」。

    依据：审核惯例。
    正例：全年公开政府信息 56 条。
    反例：全年公开政府信息  余条。
    """
    whole = context.written()
    if not any(sign in whole and _gap_behind(sign).search(whole) for sign in _GAP_SIGNS):
        return
    for address, text in context.texts():
        spans = list(_gaps(text))
        if not spans:
            continue
        spots = "".join(f"「{_spot(text, *span)}」" for span in spans)
        quote, marks = marked(text, spans)
        yield context.finding(
            "W009",
            Level.ERROR,
            f"{text_name(context.form, address)}：有 {len(spans)} 处没有填写：{spots}。",
            remedy="请补上数字或名称。",
            basis="审核惯例",
            places=(address,),
            quote=quote,
            marks=marks,
        )


def _spot(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _QUOTE) : start].rsplit("\n", 1)[-1]
    return (before + text[start : end + 2].split("\n", 1)[0]).strip()


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a text's unfilled places."""
    bold = [match.span() for match in _BOLD.finditer(text)] if "**" in text else []
    for match in _gap_pattern().finditer(text):
        start, end = match.span()
        if match["measure"] and _is_only_spacing(text, match):
            continue
        if not any(left <= start and end <= right for left, right in bold):
            yield start - (text[max(0, start - 1) : start] in _OPENING), end


@cache
def _gap_pattern() -> re.Pattern[str]:
    unfilled = "|".join(_UNFILLED.values())
    return re.compile(f"[{_GAP_SIGNS}](?:(?<=[{_BLANK}]){_behind_blank()}|(?<![{_BLANK}])(?:{unfilled}))")


@cache
def _gap_behind(sign: str) -> re.Pattern[str]:
    """The same for one sign, which is a quicker look whether there is any gap; made for those that stand in a text."""
    unfilled = next((pattern for signs, pattern in _UNFILLED.items() if sign in signs), None)
    return re.compile(f"{re.escape(sign)}(?:{unfilled or _behind_blank()})")


def _behind_blank() -> str:
    words = wording()
    opening = "|".join(words.gap_openings)
    measures = "".join(words.measures)
    gap = rf"(?<=[\u4e00-\u9fff，：、].)(?P<blank>[{_BLANK}]*)(?P<more>{opening})?(?P<measure>[{measures}])"
    # Most blanks stand beside a number, and these are soon passed over.
    return rf"(?<![0-9０-９].)(?![0-9０-９])(?:{gap}|{_BLANKS})"


def _is_only_spacing(text: str, match: re.Match[str]) -> bool:
    """Whether the blank before a measure word merely parts two characters, as justified lines do: 文 件, 身  份."""
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    left, right = wording().measures[match["measure"]]
    if after and after in right:
        return True
    if not match["more"] and before in left:
        return True
    if match["blank"]:
        return False
    is_spaced_out = match.start() > 1 and text[match.start() - 2] in _BLANK
    return is_spaced_out or not (after == "" or after in "，。；、,;.\n")


RULES = (
    Procedure("W001", "X7", Level.ERROR, headings, "按格式补齐、合并或调整章节。"),
    Procedure("W002", "X7", Level.ERROR, required_texts, "补写这一部分。"),
    Procedure("W003", "X7", Level.ERROR, residue, "删去模板文字，写上本单位的内容。"),
    Procedure("W009", "X9", Level.ERROR, unfilled, "补上数字或名称。"),
)
