"""The handbook says all the program can do, and what it says of it comes from the program."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from installer.handbook import build, parts
from nianbao.cli import main
from nianbao.commands import COMMANDS
from nianbao.commands.handbook import CLERK, COMPUTERS, COUNTY, FOLDER, PAGES, PICTURES, whole
from nianbao.window import flow
from tests.commands.township_pc import Computer
from tests.conftest import ROOT
from udfs.functions import FUNCTIONS
from workbook import ribbon

MOST_BYTES = 4_000_000
# Names people know; everything else is said in Chinese on the pages for clerks.
KNOWN = set("Excel WPS Word PDF LibreOffice Windows VBA MB U D exe G301".split())
VOID = {"meta", "img", "br", "link", "hr", "input"}
BUTTON = re.compile(r'button\("([a-z]+)"(?:, "([a-z]+)")?\)')


class Seen(HTMLParser):
    """What is on a page: its words, headings, pictures, addresses and links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings: list[str] = []
        self.pictures: list[dict[str, str]] = []
        self.names: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = given["lang"]
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(tag)
        if tag == "img":
            self.pictures.append(given)
        if "id" in given:
            self.names.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(self.words)


def page(name: str) -> Seen:
    """A committed page."""
    return Seen((FOLDER / name).read_text(encoding="utf-8"))


def source(name: str) -> str:
    """The text of a page as it was written."""
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("each", build.PAGES, ids=lambda each: Path(each.source).stem)
def test_page_in_the_package_is_the_one_its_sources_make(each: build.Page) -> None:
    """`make manual` was run after the last change of the text, the buttons, the commands, the functions."""
    assert build.built(each) == (FOLDER / each.name).read_text(encoding="utf-8")


def test_every_button_is_in_a_table_and_in_a_step() -> None:
    """A new button is described where it is used, not only listed."""
    used = {(tag, argument) for each in ("clerk.md", "county.md") for tag, argument in BUTTON.findall(source(each))}
    listed = page(CLERK).text + page(COUNTY).text
    for button in ribbon.buttons():
        assert (button.tag, button.argument) in used, button.label
        assert button.supertip in listed


def test_every_group_of_buttons_is_listed_once() -> None:
    """What clerks click stands on their page, what the county clicks on the county's."""
    for group in ribbon.groups():
        assert [f"「{group.label}」组" in page(each).text for each in (CLERK, COUNTY)].count(True) >= 1


def test_every_command_with_its_options_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command, and each option its own help shows."""
    text = page(COMPUTERS).text
    for command in COMMANDS:
        assert command.summary in text, command.name
        with pytest.raises(SystemExit):
            main([command.name, "--help"])
        for option in set(re.findall(r"(?<![\w-])--[a-z-]+", capsys.readouterr().out)) - {"--help"}:
            assert option in text, (command.name, option)


def test_every_function_is_listed_with_its_arguments() -> None:
    """Each worksheet function, what it gives, what each argument takes."""
    text = page(COMPUTERS).text
    for function in FUNCTIONS.values():
        assert function.name in text
        assert function.description in text
        assert all(each.help in text for each in function.parameters)


def test_every_thing_the_window_does_is_listed() -> None:
    """Its first question and the county's."""
    text = page(CLERK).text
    assert [each.option.text for each in (*flow.UNIT, *flow.COUNTY, *flow.HELP) if each.option.text not in text] == []


def test_everything_the_diagnosis_looks_at_is_explained(tmp_path: Path) -> None:
    """Its items on a Windows PC with Excel and WPS, and those of every system."""
    from nianbao.commands import doctor

    pc = Computer(tmp_path)
    pc.registry.put(r"HKCU\Software\kingsoft\Office\6.0\Common", x="1")
    found = {re.sub("（.*）", "", each.item) for each in doctor.examined(pc.registry)}
    table = page(COMPUTERS).text
    assert [item for item in sorted(found) if item not in table] == []


def test_every_status_of_the_installer_is_listed() -> None:
    """The recipe's numbers are the page's numbers."""
    recipe = (ROOT / "installer" / "nsis" / "nianbao.nsi").read_text(encoding="utf-8")
    defined = re.findall(r"!define STATUS_[A-Z]+ ([0-9]+)", recipe)
    assert defined
    assert [number for number in defined if f"| {number} |" not in parts.statuses()] == []


def test_everything_the_installer_registers_is_named() -> None:
    """The keys under which Excel, WPS and Windows know the program."""
    text = source("computers.md")
    recipe = "".join(
        (ROOT / "installer" / "nsis" / each).read_text(encoding="utf-8") for each in ("nianbao.nsi", "register.nsh")
    )
    for key in (r"Security\Trusted Locations", r"et\LoadMacros", r"CurrentVersion\Uninstall", r"Excel\Options"):
        assert key in recipe
        assert key in text
    assert parts.CLSID in page(COMPUTERS).text


@pytest.mark.parametrize("name", PAGES)
def test_page_is_fit_for_everybody(name: str) -> None:
    """Chinese to a screen reader, one title, no heading skipped, every picture told in words, a name used once."""
    seen = page(name)
    assert seen.language == "zh-CN"
    assert seen.headings.count("h1") == 1
    assert all(
        int(below[1]) - int(above[1]) <= 1 for above, below in zip(seen.headings, seen.headings[1:], strict=False)
    )
    assert all(len(each["alt"]) > 8 for each in seen.pictures if each.get("class") != "icon")
    assert len(seen.names) == len(set(seen.names))
    assert seen.open == []


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """To a heading of the page or to another page; nowhere outside."""
    seen = page(name)
    for link in map(unquote, seen.links):
        assert link.removeprefix("#") in seen.names if link.startswith("#") else link in PAGES, link


def test_every_picture_is_there_and_used() -> None:
    """None missing, none left over."""
    used = {each["src"] for name in PAGES for each in page(name).pictures if each.get("class") != "icon"}
    assert used == {f"{PICTURES}/{path.name}" for path in (FOLDER / PICTURES).glob("*.png")}


@pytest.mark.parametrize("name", [CLERK, COUNTY])
def test_clerks_are_spoken_to_in_chinese(name: str) -> None:
    """Neither English nor the program's own words, but for names everybody knows."""
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9]*", page(name).text)) - KNOWN
    allowed = {command.name for command in COMMANDS} | {"JSON", "CSV", "Markdown"}
    assert words - allowed == set()


def test_pages_are_small_enough_to_carry(tmp_path: Path) -> None:
    """`nianbao manual -o` writes each page as one file that needs no other."""
    assert main(["manual", "-o", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PAGES)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < MOST_BYTES
    for name in PAGES:
        written = Seen((tmp_path / name).read_text(encoding="utf-8"))
        assert all(each["src"].startswith("data:image/png;base64,") for each in written.pictures)
        assert written.text == page(name).text


def test_one_page_alone_can_be_kept(tmp_path: Path) -> None:
    """The county's, or the one for those who look after computers."""
    assert main(["manual", "--county", "-o", str(tmp_path / "县")]) == 0
    assert main(["manual", "--it", "-o", str(tmp_path / "机")]) == 0
    assert (tmp_path / "县" / COUNTY).read_bytes() == whole(COUNTY)
    assert [path.name for path in (tmp_path / "机").iterdir()] == [COMPUTERS]


def test_without_a_screen_the_page_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a bare console no browser is started; with a screen it is, at that page."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("nianbao.commands.handbook.has_screen", lambda: False)
    assert main(["manual"]) == 0
    assert opened == []
    told = capsys.readouterr()
    assert str(FOLDER / CLERK) in told.out + told.err
    monkeypatch.setattr("nianbao.commands.handbook.has_screen", lambda: True)
    assert main(["manual", "--county"]) == 0
    assert opened == [(FOLDER / COUNTY).as_uri()]
