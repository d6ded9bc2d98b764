"""The rule manual as a page: whole, well formed, every rule reachable, readable without the program."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from nianbao.cli import main
from nianbao.commands.console import width
from nianbao.commands.rules import INTRO, KINDS, LEAD, web_page
from nianbao.forms import load
from nianbao.rules import catalogue

RULES = catalogue.rules(load.catalogue())
EMPTY = {"meta", "br"}


def parsed(page: bytes) -> etree._Element:
    """The page, read as XML: every element is closed and nested as HTML wants it."""
    text = page.decode("utf-8")
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    return etree.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def texts(page: etree._Element, path: str) -> list[str]:
    """The text of the elements found, without the blanks of the template."""
    return ["".join(each.itertext()).strip() for each in page.iterfind(path)]


@pytest.fixture(scope="module")
def page() -> etree._Element:
    """The manual."""
    return parsed(web_page(RULES))


def test_manual_page_has_every_rule_with_all_it_says(page: etree._Element) -> None:
    """Code, sentence, level, ground, examples and remedy, each under its own anchor."""
    articles = {each.get("id"): each for each in page.iterfind(".//article")}
    assert sorted(articles) == sorted(rule.code for rule in RULES)
    for rule in RULES:
        article = articles[rule.code]
        assert article.get("class") == rule.level.value
        assert texts(article, "h3") == [rule.code + rule.sentence.rstrip("。")]
        assert texts(article, ".//span[@class='level']") == [rule.level.label]
        assert texts(article, "dl/dd") == [text for text in (rule.basis, rule.good, rule.bad, rule.remedy) if text]
        assert len(texts(article, "dl/dt")) == len(texts(article, "dl/dd"))


def test_manual_page_links_reach_their_place(page: etree._Element) -> None:
    """Anchors are unique; every rule is in the contents, by letter; nothing is fetched from elsewhere."""
    anchors = [each.get("id") for each in page.iterfind(".//*[@id]")]
    links = [each.get("href", "") for each in page.iterfind(".//a")]
    assert len(anchors) == len(set(anchors))
    assert {link.removeprefix("#") for link in links} <= set(anchors)
    wanted = [*KINDS, *(rule.code for rule in RULES)]
    assert [link[1:] for link in links if link[1:] in wanted] == sorted(
        wanted, key=lambda each: (list(KINDS).index(each[0]), each)
    )
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import', etree.tostring(page, encoding="unicode"))


def test_manual_page_can_be_read_aloud(page: etree._Element) -> None:
    """Language, title, one first heading, headings without a gap, a named contents; no empty element written as one."""
    assert page.get("lang") == "zh-CN"
    assert "规则手册" in (page.findtext("head/title") or "")
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.find(".//nav").get("aria-label")
    assert all(len(each) or each.text for each in page.find("body").iter() if each.tag not in EMPTY)


def test_manual_page_begins_as_the_other_manual(page: etree._Element) -> None:
    """The same words go before the rules."""
    said = texts(page, ".//ul[@class='intro']/li")
    assert texts(page, "body/main/p") == [LEAD]
    assert said == [f"{term}：{text}" if term else text for term, text in INTRO]


def test_manual_page_opens_at_a_rule() -> None:
    """A browser goes to the rule at once; a code nobody knows leads to the beginning."""
    path = ".//meta[@http-equiv='refresh']"
    at_rule = parsed(web_page(RULES, "G301")).find(path)
    assert at_rule is not None
    assert at_rule.get("content") == "0; url=#G301"
    assert parsed(web_page(RULES, "G999")).find(path) is None


def test_manual_is_written_by_its_suffix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`.html` is the page, `.md` the text of `--manual`, anything else is refused."""
    assert main(["rules", "-o", str(tmp_path / "手册.html")]) == 0
    assert (tmp_path / "手册.html").read_bytes() == web_page(RULES)
    assert main(["rules", "-o", str(tmp_path / "手册.md")]) == 0
    capsys.readouterr()
    assert main(["rules", "--manual"]) == 0
    assert (tmp_path / "手册.md").read_text(encoding="utf-8").rstrip() == capsys.readouterr().out.rstrip()
    assert main(["rules", "-o", str(tmp_path / "手册.docx")]) == 2
    assert ".html" in capsys.readouterr().err
    assert main(["rules", "g301", "-o", str(tmp_path / "一条.html")]) == 0
    assert [each.get("id") for each in parsed((tmp_path / "一条.html").read_bytes()).iterfind(".//article")] == ["G301"]


def test_list_of_rules_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a rule that is not broken in a window of 120 columns; how to read on is said beside it."""
    assert main(["rules"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert [line[:4] for line in lines[2:]] == [rule.code for rule in RULES]
    assert max(map(width, lines)) <= 120
    assert "nianbao rules G301" in told.err
