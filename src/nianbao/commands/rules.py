"""`rules`: every rule with its code, level, sentence, ground and remedy; the manual is made from the same."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao import __version__
from nianbao.adapters import files
from nianbao.commands import console
from nianbao.core.errors import BadInput
from nianbao.forms import load
from nianbao.rules import catalogue
from nianbao.rules.rule import Rule

if TYPE_CHECKING:
    from nianbao.adapters.manual_page import Entry

# The kinds of rule, by the letter their codes begin with, in the order of the manual.
KINDS = {
    "G": "勾稽：表内数字之间的关系",
    "J": "结转：与上年年报的衔接",
    "T": "填报：格内填得全不全、对不对",
    "W": "文字：章节、文字里的数、名称和用语",
    "H": "汇总：各单位与合计之间",
    "D": "读入：从文件读进来时发现的情况",
}
LEAD = "校验发现的每个问题都有一个编号，按编号在这里查：规则是什么、依据什么、怎样是对的、怎样是错的、怎么改。"
# What is to be known before reading: a term, if it is about one, and what is said of it.
INTRO = (
    ("错误", "不符合格式的规则，公布前须改正；标有「可以说明」的，确有原因可写明说明。"),
    ("警告", "很可能有误，请核对；核对无误的，写明说明即可。"),
    ("提示", "值得看一眼，不影响报送。"),
    (
        "说明",
        "在「校验结果」页该条的「说明」「说明人」两栏填写原因和姓名，再校验一次即生效；"
        "有关的数改动后，说明自动失效并列出；核对后仍然成立的，改写说明或说明日期，再校验一次。",
    ),
    ("", "空白不等于 0：没有发生的填 0，没有填的格按未填写处理。"),
    ("", "一处填错常使几项关系同时不成立：这些问题归在一起，先列最可能填错的那一格和应填的数。"),
)
_HEAD = f"<!-- 自动生成，请勿手改。改规则的说明后运行 make manual -->\n# 规则手册\n\n{LEAD}\n"


def manual(rules: Sequence[Rule]) -> str:
    """The rule manual, as Markdown."""
    terms = [f"- **{term}**：{said}" if term else f"- {said}" for term, said in INTRO]
    parts = [_HEAD, "\n".join(terms) + "\n"]
    for _, title, own in chapters(rules):
        parts += [f"## {title}\n", *("\n".join(page(rule)) + "\n" for rule in own)]
    return "\n".join(parts)


def chapters(rules: Sequence[Rule]) -> Iterator[tuple[str, str, list[Rule]]]:
    """The rules by kind: letter, title, rules; a kind of which none is left out."""
    for letter, title in KINDS.items():
        if own := [rule for rule in rules if rule.code.startswith(letter)]:
            yield letter, title, own


def page(rule: Rule) -> Iterator[str]:
    """One rule's lines in the manual."""
    answer, *known = notes(rule)
    yield f"### {rule.code}　{rule.sentence.rstrip('。')}\n"
    yield f"- 级别：{rule.level.label}，{answer}{''.join(f'　{each}' for each in known)}"
    yield from (f"- {name}：{text}" for name, text in explained(rule))


def notes(rule: Rule) -> tuple[str, ...]:
    """Whether a rule may be answered, and the number reviewers know it by."""
    answer = "可以说明" if rule.waivable else "须改正"
    return (answer, f"审核编号 {rule.identity}") if rule.identity not in ("", rule.code[0]) else (answer,)


def explained(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule has to say, each with its heading."""
    for name, text in (("依据", rule.basis), ("正例", rule.good), ("反例", rule.bad), ("怎么改", rule.remedy)):
        if text:
            yield name, text


def web_page(rules: Sequence[Rule], start: str = "") -> bytes:
    """The rule manual as a web page that opens at a rule, or at its beginning."""
    from nianbao.adapters.manual_page import Chapter, Intro, write

    made = [Chapter(letter, title, tuple(map(_entry, own))) for letter, title, own in chapters(rules)]
    known = {rule.code for rule in rules}
    return write(made, Intro(LEAD, INTRO, __version__), start if start in known else "")


def _entry(rule: Rule) -> "Entry":
    from nianbao.adapters.manual_page import Entry

    sentence = rule.sentence.rstrip("。")
    return Entry(rule.code, sentence, rule.level.value, rule.level.label, notes(rule), tuple(explained(rule)))


def configure(parser: ArgumentParser) -> None:
    """The arguments of `rules`."""
    parser.add_argument("codes", nargs="*", metavar="编号", help="只看这些编号，如 G301；不写列出全部")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--manual", action="store_true", help="输出规则手册（Markdown）")
    parser.add_argument(
        "-o", dest="output", type=Path, metavar="手册.html", help="把规则手册写成网页（.html）或文本（.md）"
    )


def run(arguments: Namespace) -> int:
    """Show the rules, or the pages of some."""
    listed = _chosen(catalogue.rules(load.catalogue()), [code.upper() for code in arguments.codes])
    if arguments.output:
        console.say(f"规则手册已写入「{_kept(listed, arguments.output)}」。")
    elif arguments.json:
        console.show_json([rule.as_dict() for rule in listed])
    elif arguments.manual:
        console.show(manual(listed).rstrip())
    elif arguments.codes:
        console.show("\n\n".join("\n".join(page(rule)).replace("### ", "").replace("\n\n", "\n") for rule in listed))
    else:
        rows = [(rule.code, rule.level.label, rule.sentence) for rule in listed]
        console.show(console.table(("编号", "级别", "规则"), rows))
        console.say(
            "依据、正例、反例和怎么改，写上编号看，如 nianbao rules G301；全部的用 nianbao rules -o 规则手册.html。"
        )
    return 0


def _kept(listed: Sequence[Rule], path: Path) -> Path:
    """The manual written, its suffix deciding the kind.

    Raises: BadInput, CannotWrite.
    """
    if path.suffix.lower() in (".html", ".htm"):
        return files.save(path, web_page(listed))
    if path.suffix.lower() == ".md":
        return files.save(path, manual(listed).encode("utf-8"))
    raise BadInput(f"规则手册不能写成「{path.name}」。请用 .html 或 .md 结尾的文件名。")


def _chosen(listed: list[Rule], codes: list[str]) -> list[Rule]:
    """The rules of these codes.

    Raises: BadInput.
    """
    known = {rule.code for rule in listed}
    if unknown := [code for code in codes if code not in known]:
        raise BadInput(f"没有编号为「{'、'.join(unknown)}」的规则。全部编号见 nianbao rules。")
    return [rule for rule in listed if rule.code in codes or not codes]
