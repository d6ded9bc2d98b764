"""What every package folder gets besides its programs: the add-in, manuals, licences, the list of parts, checksums.

`python -m installer.finish FOLDER --site SITE-PACKAGES` does it for a folder that was built elsewhere.
"""

import argparse
import hashlib
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from installer import contents, sbom, third_party
from installer.third_party import Part
from nianbao.commands import handbook
from workbook import addin

LICENCES, PARTS, SUMS = "licences", "sbom.json", "SHA256SUMS"
LIST = "THIRD-PARTY.txt"
_BLOCK = 1 << 20
_HEAD = "本程序用到的第三方软件。各自的许可文本在同名的文件夹里。"
_COLUMNS = (30, 14, 44)


def finish(folder: Path, tool: str, site: Path | None = None) -> None:
    """Complete a package folder whose programs `tool` made, with libraries taken from `site`, else from this Python."""
    parts = third_party.parts(folder, tool, site)
    addin.build(folder)
    for page in handbook.PAGES:
        # At the top, where the start menu and people find them: each in one file.
        (folder / page).write_bytes(handbook.whole(page))
    _write_licences(folder / LICENCES, parts)
    (folder / PARTS).write_text(sbom.sbom(parts), encoding="utf-8", newline="\n")
    write_sums(folder)


def write_sums(folder: Path) -> None:
    """Write the checksums anew: of every file but the list itself, as `sha256sum -c` reads them."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / SUMS)
    lines = [f"{_sum(file)} *{file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _sum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_licences(folder: Path, parts: Sequence[Part]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for part in parts:
        for name, text in part.texts.items():
            (folder / part.name).mkdir(parents=True, exist_ok=True)
            (folder / part.name / name).write_bytes(text)
    shutil.copyfile(contents.ROOT / "LICENSE", folder / "LICENSE.txt")
    rows = [("名称", "版本", "许可", "主页"), *((part.name, part.version, part.licence, part.home) for part in parts)]
    listed = "\r\n".join([_HEAD, "", *map(_row, rows), ""])
    (folder / LIST).write_bytes(listed.encode("utf-8-sig"))


def _row(cells: Sequence[str]) -> str:
    padded = [cell + " " * max(width - _width(cell), 2) for cell, width in zip(cells, _COLUMNS, strict=False)]
    return "".join([*padded, cells[-1]])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def main() -> int:
    """Complete the folder named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m installer.finish", description="给打包好的文件夹补上加载项、许可和清单"
    )
    parser.add_argument("folder", type=Path, help="打包好的文件夹")
    parser.add_argument("--site", type=Path, help="程序包取自哪个 site-packages；不写则是本机的")
    given = parser.parse_args()
    finish(given.folder, "pyinstaller", given.site)
    print(f"已补齐：{given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
