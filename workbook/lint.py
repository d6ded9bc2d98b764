"""What can be wrong with a built add-in that neither Excel's schema nor a compiler would tell in time."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from nianbao.adapters import machine
from nianbao.core.errors import CannotRead, CannotWrite
from workbook import lint_ribbon
from workbook.lint_ribbon import RIBBON_RELATIONS

HERE = Path(__file__).parent
_ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_FORBIDDEN = {
    "Declare 语句": re.compile(r"^\s*(?:Public\s+|Private\s+)?Declare\b", re.MULTILINE | re.IGNORECASE),
    "#If 条件编译": re.compile(r"^\s*#(?:If|Const)\b", re.MULTILINE | re.IGNORECASE),
}
_PROCEDURE = re.compile(
    r"^\s*(?:Public\s+|Private\s+)?(?:Static\s+)?(?:Sub|Function|Property\s+\w+)\s+(\w+)", re.MULTILINE | re.IGNORECASE
)
_LONE_LINE_END = re.compile(r"(?<!\r)\n|\r(?!\n)")
_CLASS = ".cls"


def check(path: Path) -> list[str]:
    """What is wrong with a built add-in, one Chinese sentence each; empty when nothing is.

    Raises: CannotRead when the file is no package at all; CannotWrite when the building tool is not installed.
    """
    parts = _parts(path)
    modules = _modules(path)
    return [*_package(parts), *lint_ribbon.problems(parts, modules), *_sources(modules)]


def _parts(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise CannotRead(f"读不了「{path}」：不是加载项文件。请重新生成。") from error


def _modules(path: Path) -> dict[str, str]:
    try:
        from pyopenvba import ExcelFile
    except ImportError as error:
        raise CannotWrite(f"检查不了加载项：没有安装生成工具 pyOpenVBA。{machine.wanting('build')}") from error
    with ExcelFile(path) as package:
        return {module.name: module.source for module in package.vba_project().modules}


def _package(parts: Mapping[str, bytes]) -> Iterator[str]:
    types = parts.get("[Content_Types].xml", b"").decode()
    if f'PartName="/xl/workbook.xml" ContentType="{_ADDIN_TYPE}"' not in types:
        yield "内容类型：工作簿部分不是加载项类型。请按加载项类型生成。"
    if f'Extension="bin" ContentType="{_PROJECT_TYPE}"' not in types:
        yield "内容类型：没有写明 VBA 工程的类型。请补上。"
    if _targets(parts, "xl/_rels/workbook.xml.rels").get(_PROJECT_RELATION) != "vbaProject.bin":
        yield "关系：工作簿没有指向 VBA 工程。请补上。"
    relations = _targets(parts, "_rels/.rels")
    for name, kind in RIBBON_RELATIONS.items():
        if relations.get(kind) != f"customUI/{name}":
            yield f"关系：没有指向功能区文件 {name}。请补上。"


def _targets(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    """The target of each kind of relationship of a part."""
    content = parts.get(name)
    if content is None:
        return {}
    return {each.get("Type", ""): each.get("Target", "") for each in etree.fromstring(content)}


def _sources(modules: Mapping[str, str]) -> Iterator[str]:
    sources = {path.stem: path for path in sorted((HERE / "vba").iterdir())}
    for name in sources.keys() - modules.keys():
        yield f"VBA：文件里没有模块 {name}。请重新生成。"
    procedures = {found[1].lower() for text in modules.values() for found in _PROCEDURE.finditer(text)}
    for name, text in modules.items():
        source = sources.get(name)
        if source is not None and not _is_from(source, text):
            yield f"VBA：模块 {name} 与源文件不一致。请重新生成。"
        if name.lower() in procedures:
            yield f"VBA：模块 {name} 与一个过程同名，Excel 会分不清。请改名。"
        yield from _text(name, text)


def _is_from(source: Path, text: str) -> bool:
    """Whether a module is its source, a class after the heading that it is given."""
    wanted = "\r\n".join(source.read_text(encoding="utf-8").splitlines())
    own = text.rstrip("\r\n")
    return own.endswith(wanted) if source.suffix == _CLASS else own == wanted


def _text(name: str, text: str) -> Iterator[str]:
    if not text.isascii():
        yield f"VBA：模块 {name} 含有中文等非 ASCII 字符，在别的系统上会变成乱码。请改用 ChrW。"
    if _LONE_LINE_END.search(text):
        yield f"VBA：模块 {name} 的换行不是回车加换行，Excel 会把几行当成一行。请重新生成。"
    if text.count("Attribute VB_Name") != 1:
        yield f"VBA：模块 {name} 写明名称的一行应恰好一行。请改正。"
    for what, pattern in _FORBIDDEN.items():
        if pattern.search(text):
            yield f"VBA：模块 {name} 用了 {what}，有的表格软件不认。请去掉。"
