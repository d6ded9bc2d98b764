"""`python -m installer.handbook.build` makes the handbook's pages again; a test compares the committed ones.

The text is in src/nianbao/handbook/*.md; 「{{ … }}」 in it takes names and lists from where the program has them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from installer.handbook import parts
from nianbao import __version__
from nianbao.commands.handbook import CLERK, COMPUTERS, COUNTY, FOLDER
from nianbao.forms import load

_TEMPLATE = Path(__file__).with_name("page.html.j2")
_NOT_IN_A_NAME = re.compile(r"[^\w]+")
_LISTED = ("h2", "h3")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its Markdown, its file, its name in the others' heads, what it is for."""

    source: str
    name: str
    title: str
    lead: str


PAGES = (
    Page("clerk.md", CLERK, "使用手册", "给填报年报的经办人，从装好程序到报到县里，一步一步照着做。"),
    Page("county.md", COUNTY, "县级使用手册", "给县里收齐、核对、汇总年报的人：下发、收回、汇总、退回、催报。"),
    Page("computers.md", COMPUTERS, "信息化人员说明", "给管电脑的人：装在哪里、怎样批量安装、被拦时怎么办、命令行。"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents, with those below it."""

    name: str
    text: str
    below: tuple["Heading", ...] = ()


def built(page: Page) -> str:
    """The page's HTML.

    Raises: jinja2.UndefinedError, KeyError when the text names what the program does not have.
    """
    source = (FOLDER / page.source).read_text(encoding="utf-8")
    text = _sources().from_string(source).render(parts.names())
    parser = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table")
    tokens = parser.parse(text)
    headings = _named(tokens)
    # Of our own text.
    body = Markup(parser.renderer.render(list(_seen(tokens)), parser.options, {}))  # noqa: S704
    forms = [f"{form.title}（{form.notice}）" for form in load.catalogue()]
    return _template().render(page=page, pages=PAGES, body=body, headings=headings, version=__version__, forms=forms)


def _named(tokens: Sequence[Token]) -> list[Heading]:
    """Give each heading its own text as its address, and the chapters with their sections."""
    chapters: list[tuple[Token, str, list[Heading]]] = []
    for opened, inline in pairwise(tokens):
        if opened.type != "heading_open" or opened.tag not in _LISTED:
            continue
        text = "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))
        name = _NOT_IN_A_NAME.sub("-", text).strip("-")
        opened.attrSet("id", name)
        if opened.tag == _LISTED[0]:
            chapters.append((opened, text, []))
        else:
            chapters[-1][2].append(Heading(name, text))
    return [Heading(str(opened.attrGet("id")), text, tuple(below)) for opened, text, below in chapters]


def _seen(tokens: Sequence[Token]) -> Iterator[Token]:
    """Quotations stand for what is seen after a step; a wide table moves in a box of its own."""
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            token.tag = "div"
            if token.nesting == 1:
                token.attrSet("class", "seen")
                yield token
                yield _html("<strong>看到</strong>")
                continue
        if token.type == "table_open":
            yield _html('<div class="wide" tabindex="0">')
        yield token
        if token.type == "table_close":
            yield _html("</div>")


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=f"{content}\n")


@cache
def _sources() -> Environment:
    return Environment(undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)  # noqa: S701  our own text, into Markdown


@cache
def _template() -> Template:
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.from_string(_TEMPLATE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for each in PAGES:
        (FOLDER / each.name).write_text(built(each), encoding="utf-8", newline="\n")
