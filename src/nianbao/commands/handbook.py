"""`manual`: the handbook's pages, for clerks, for the county, for those who look after the computers."""

import base64
import os
import re
import sys
import webbrowser
from argparse import ArgumentParser, Namespace
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands import console

FOLDER = Path(__file__).parents[1] / "handbook"
PICTURES = "pictures"
# File names, since people carry the pages about.
CLERK, COUNTY, COMPUTERS = "使用手册.html", "县级使用手册.html", "信息化人员说明.html"
PAGES = (CLERK, COUNTY, COMPUTERS)
_PICTURE = re.compile(rf'src="({PICTURES}/[a-z0-9-]+\.png)"')


def whole(name: str) -> bytes:
    """A page as one file, its pictures inside."""
    return _PICTURE.sub(_inside, (FOLDER / name).read_text(encoding="utf-8")).encode("utf-8")


def _inside(found: re.Match[str]) -> str:
    content = base64.b64encode((FOLDER / found[1]).read_bytes()).decode("ascii")
    return f'src="data:image/png;base64,{content}"'


def configure(parser: ArgumentParser) -> None:
    """The arguments of `manual`."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--county", dest="page", action="store_const", const=COUNTY, help="县里收齐、汇总用的一页")
    which.add_argument("--it", dest="page", action="store_const", const=COMPUTERS, help="给信息化人员的一页")
    parser.add_argument(
        "-o", dest="folder", type=Path, metavar="文件夹", help="不打开，另存到文件夹；每页一个文件，图片都在里面"
    )


def run(arguments: Namespace) -> int:
    """Open a page, or keep pages in a folder and say where."""
    chosen: str | None = arguments.page
    if arguments.folder is None:
        path = FOLDER / (chosen or CLERK)
        if has_screen():
            webbrowser.open(path.as_uri())
        console.say(f"使用手册在「{path}」。")
        return 0
    for name in [chosen] if chosen else PAGES:
        console.say(f"已写入「{files.save(arguments.folder / name, whole(name))}」。")
    return 0


def has_screen() -> bool:
    """Whether a page can be shown: on a bare console a text browser would take the keyboard."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
