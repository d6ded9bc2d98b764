"""`python workbook/pictures/ribbon.py 图片.png` draws the ribbon from its data and icons, for judging and for README.

It is a drawing, not a photograph, and says so. It takes chromium.
"""

import base64
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from workbook import icons, ribbon
from workbook.ribbon import Button, Group

CAPTION = "功能区示意：按按钮清单和图标画出，不是截图；实际大小和字体随表格软件而定。"
_WIDTH, _HEIGHT = 960, 580
# A large button, or a column of up to three others.
_ROWS = 3
_THEMES = (("浅色", "#ffffff", "#262626", "#d0d0d0"), ("深色", "#262626", "#f0f0f0", "#4a4a4a"))
_STYLE = """
body { margin: 0; width: 960px; font: 12px "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; background: #eceff2 }
p { margin: 8px 14px; color: #444 }
.ribbon { display: flex; margin: 10px 14px; padding: 8px 2px 4px; border: 1px solid; border-radius: 4px }
.group { display: flex; flex-direction: column; justify-content: space-between; padding: 0 7px; border-right: 1px solid }
.group:last-child { border-right: 0 }
.buttons { display: flex; gap: 4px; height: 70px }
.large { display: flex; flex-direction: column; align-items: center; gap: 4px; padding: 4px 5px; white-space: nowrap }
.column { display: flex; flex-direction: column; justify-content: flex-start }
.normal { display: flex; align-items: center; gap: 5px; height: 22px; padding: 0 5px; white-space: nowrap }
.name { text-align: center; font-size: 11px; opacity: .75; padding-top: 3px }
.below { display: flex; gap: 14px; margin: 0 14px }
.menu, .tip { padding: 5px 8px; border: 1px solid; border-radius: 3px }
.tip { width: 330px; line-height: 1.5 }
.tip b { display: block }
"""


def page() -> str:
    """The ribbon in light and in dark as an HTML page."""
    shown = "".join(_ribbon(*theme) for theme in _THEMES)
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style><p>{CAPTION}</p>{shown}"


def _ribbon(name: str, paper: str, ink: str, line: str) -> str:
    groups = "".join(_group(group, line) for group in ribbon.groups())
    look = f'style="background:{paper};color:{ink};border-color:{line}"'
    menus = "".join(
        f"<div class=menu {look}>{''.join(_normal(each) for each in button.buttons)}</div>"
        for button in ribbon.buttons()
        if button.buttons
    )
    tips = "".join(_tip(button, look) for button in ribbon.buttons() if button.tag in ("carry", "check"))
    title = f"<p>{name} · 选项卡「{ribbon.tab().label}」，下面是「导出」展开的样子和两个按钮的说明</p>"
    return f"{title}<div class=ribbon {look}>{groups}</div><div class=below>{menus}{tips}</div>"


def _group(group: Group, line: str) -> str:
    shown: list[str] = []
    column: list[Button] = []
    for button in group.buttons:
        if button.size == "large" or len(column) == _ROWS:
            shown.append(_column(column))
            column = []
        if button.size == "large":
            shown.append(_large(button))
        else:
            column.append(button)
    shown.append(_column(column))
    inner = f"<div class=buttons>{''.join(shown)}</div><div class=name>{group.label}</div>"
    return f'<div class=group style="border-color:{line}">{inner}</div>'


def _column(buttons: list[Button]) -> str:
    return f"<div class=column>{''.join(_normal(button) for button in buttons)}</div>" if buttons else ""


def _large(button: Button) -> str:
    return f"<div class=large>{_icon(button)}<span>{escape(button.label)}{' ▾' if button.buttons else ''}</span></div>"


def _normal(button: Button) -> str:
    return f"<div class=normal>{_icon(button)}<span>{escape(button.label)}</span></div>"


def _icon(button: Button) -> str:
    content = base64.b64encode(icons.path(button.image, button.pixels).read_bytes()).decode()
    return f'<img width={button.pixels} height={button.pixels} src="data:image/png;base64,{content}">'


def _tip(button: Button, look: str) -> str:
    return f"<div class=tip {look}><b>{escape(button.screentip)}</b>{escape(button.supertip)}</div>"


def main(target: Path) -> None:
    """Draw the page into a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "ribbon.html"
        source.write_text(page(), encoding="utf-8")
        command = [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={folder}/profile", f"--window-size={_WIDTH},{_HEIGHT}"),
            *(f"--screenshot={target.resolve()}", source.as_uri()),
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
