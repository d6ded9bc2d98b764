"""The ribbon's data fits the commands, and what is generated from it is committed."""

import re
import struct
from collections import Counter
from pathlib import Path

import pytest

from nianbao.commands.live import LIVE
from workbook import icons, ribbon
from workbook.drawings import DRAWINGS

BUTTONS = list(ribbon.buttons())
CLICKED = [button for button in BUTTONS if not button.buttons]


def test_ribbon_has_a_button_for_every_command_and_no_other() -> None:
    """What the program can do can be clicked, and nothing else; 停止 is the bridge's own."""
    assert {button.tag for button in CLICKED} == {*LIVE, ribbon.STOP}


def test_ribbon_needs_are_those_of_the_commands() -> None:
    """A button wants open what its command wants open."""
    wanted = {tag: command.needs for tag, command in LIVE.items()} | {ribbon.STOP: "nothing"}
    assert {button.tag: button.needs for button in CLICKED} == wanted
    assert {button.tag: button.needs for button in BUTTONS} == wanted


def test_ribbon_groups_are_those_of_the_office() -> None:
    """The five groups, in the order of the work."""
    assert [group.label for group in ribbon.groups()] == ["填报", "校验", "报送", "汇总", "帮助"]


def test_ribbon_exports_by_a_menu() -> None:
    """What can be exported stands under one button, each with its argument."""
    (menu,) = (button for button in BUTTONS if button.buttons)
    assert [(each.tag, each.argument) for each in menu.buttons] == [
        (menu.tag, each) for each in ("docx", "html", "pdf", "picture", "more")
    ]


def test_ribbon_ids_and_keytips_are_unique() -> None:
    """Excel takes neither an id nor a keytip twice."""
    ids = [group.id for group in ribbon.groups()] + [button.id for button in BUTTONS] + [ribbon.tab().id]
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    keytips = [button.keytip for button in BUTTONS]
    assert [each for each, count in Counter(keytips).items() if count > 1] == []
    assert [each for each in keytips if not re.fullmatch("[A-Z]{2}", each)] == []


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.id)
def test_button_tells_what_it_does_and_changes(button: ribbon.Button) -> None:
    """A supertip is a sentence or two of Chinese that fits a tip, and tells of changes, of files, or that it only shows."""
    assert 15 <= len(button.supertip) <= 80
    assert button.supertip.endswith("。")
    assert button.screentip != button.label
    assert re.search("撤销|不改动|不会被|只生成|恢复|问，不会|保留|显示", button.supertip), button.supertip


@pytest.mark.parametrize(("path", "text"), ribbon.generated().items(), ids=lambda each: getattr(each, "name", ""))
def test_generated_files_are_up_to_date(path: Path, text: str) -> None:
    """The committed ribbon parts and module are those the data gives."""
    assert path.read_text("utf-8") == text


def test_ribbon_parts_say_that_they_are_generated() -> None:
    """Who opens a part is told to change the data instead."""
    for name in ribbon.NAMESPACES:
        assert "自动生成，请勿手改" in ribbon.xml(name).splitlines()[1]


def test_every_button_has_a_drawing_and_every_drawing_a_button() -> None:
    """Nothing is missing and nothing is left over."""
    assert {button.image for button in BUTTONS} == set(DRAWINGS)
    assert sorted(path.name for path in icons.FOLDER.iterdir()) == sorted(
        f"{name}_{size}.png" for name in DRAWINGS for size in icons.SIZES
    )


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("size", icons.SIZES)
def test_icons_are_up_to_date(name: str, size: int) -> None:
    """The committed pictures show what the drawings say, in a few hundred bytes."""
    content = icons.path(name, size).read_bytes()
    assert struct.unpack_from(">II", content, 16) == (size, size)
    assert icons.pixels_of(content) == icons.pixels(name, size)
    assert len(content) < 500


@pytest.mark.parametrize("paper", [(255, 255, 255), (38, 38, 38)], ids=["light", "dark"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_icons_stand_out_from_the_ribbon(name: str, paper: tuple[int, int, int]) -> None:
    """On white and on the dark ribbon a good part of each icon has the contrast graphics need (3 : 1)."""
    drawn = icons.pixels(name, 16)
    pixels = [drawn[start : start + 4] for start in range(0, len(drawn), 4)]
    clear = [pixel for pixel in pixels if pixel[3] == 255 and contrast(tuple(pixel[:3]), paper) >= 3]
    assert len(clear) >= 20


def test_icons_have_silhouettes_of_their_own() -> None:
    """No two icons cover nearly the same pixels in nearly the same colours."""
    drawn = {name: icons.pixels(name, 16) for name in DRAWINGS}
    alike = [
        (one, other, difference(drawn[one], drawn[other]))
        for one in drawn
        for other in drawn
        if one < other and difference(drawn[one], drawn[other]) < 30
    ]
    assert alike == []


def difference(one: bytes, other: bytes) -> int:
    """How many of two pictures' pixels differ clearly."""
    pairs = [(one[start : start + 4], other[start : start + 4]) for start in range(0, len(one), 4)]
    return sum(max(abs(a - b) for a, b in zip(*pair, strict=True)) > 60 for pair in pairs)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast ratio of two colours as WCAG defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: tuple[int, ...]) -> float:
    """The relative luminance of a colour, 0 to 1."""
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
