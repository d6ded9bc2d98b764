"""What can be wrong with a built add-in that neither Excel's schema nor a compiler would tell in time."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from nianbao.core.errors import CannotRead, CannotWrite

HERE = Path(__file__).parent
RIBBON_RELATIONS = {
    "customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    "customUI14.xml": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
}
IMAGE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_LONGEST_MODULE_NAME = 31
_FORBIDDEN = {
    "Declare 语句": re.compile(r"^\s*(?:Public\s+|Private\s+)?Declare\b", re.MULTILINE | re.IGNORECASE),
    "#If 条件编译": re.compile(r"^\s*#(?:If|Const)\b", re.MULTILINE | re.IGNORECASE),
}
_PRIVATE_MODULE = re.compile(r"^\s*Option\s+Private\s+Module\b", re.MULTILINE | re.IGNORECASE)
_SUB = re.compile(r"^\s*(?:Public\s+)?Sub\s+(\w+)\s*\(([^)]*)\)", re.MULTILINE | re.IGNORECASE)
_CALLBACK = re.compile(r"on[A-Z]\w*|get[A-Z]\w*|loadImage")
# How many arguments Excel hands a callback, by attribute or by element and attribute.
_ARITY = {
    "button.onAction": 1,
    "toggleButton.onAction": 2,
    "checkBox.onAction": 2,
    "dropDown.onAction": 3,
    "gallery.onAction": 3,
    "onChange": 2,
    "onLoad": 1,
    "loadImage": 2,
    "getItemLabel": 3,
    "getItemID": 3,
}
_OTHER_ARITY = 2
_SAID = ("label", "screentip", "supertip", "keytip")


def check(path: Path) -> list[str]:
    """What is wrong with a built add-in, one Chinese sentence each; empty when nothing is.

    Raises: CannotRead when the file is no package at all; CannotWrite when the building tool is not installed.
    """
    parts = _parts(path)
    modules = _modules(path)
    return [*_package(parts), *_ribbons(parts, modules), *_sources(modules)]


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
        raise CannotWrite(
            "检查不了加载项：没有安装生成工具 pyOpenVBA。请先运行 pip install nianbao[build]。"
        ) from error
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


def _ribbons(parts: Mapping[str, bytes], modules: Mapping[str, str]) -> Iterator[str]:
    for name in RIBBON_RELATIONS:
        content = parts.get(f"customUI/{name}")
        if content is None:
            yield f"功能区：文件里没有 {name}。请重新生成。"
            continue
        if content != (HERE / "ribbon" / name).read_bytes():
            yield f"功能区：{name} 与源文件不一致。请重新生成。"
        yield from _ribbon(name, etree.fromstring(content), parts, modules)
    plain = [re.sub(rb' xmlns="[^"]*"', b"", parts.get(f"customUI/{name}", b"")) for name in RIBBON_RELATIONS]
    if len(set(plain)) > 1:
        yield "功能区：两个版本的内容不一致。请让它们只差命名空间。"


def _ribbon(name: str, root: etree._Element, parts: Mapping[str, bytes], modules: Mapping[str, str]) -> Iterator[str]:
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    ids = Counter(str(element.get("id")) for element in elements if element.get("id"))
    yield from (
        f"功能区：{name} 中编号「{each}」用了 {count} 次。请改为各不相同。" for each, count in ids.items() if count > 1
    )
    relations = parts.get(f"customUI/_rels/{name}.rels", b"<none/>")
    images = {str(each.get("Id")): str(each.get("Target")) for each in etree.fromstring(relations)}
    arities = _arities(modules)
    for element in elements:
        yield from _callbacks(name, element, arities)
        if etree.QName(element).localname == "button":
            yield from _button(name, element)
        image = str(element.get("image", ""))
        if image and f"customUI/{images.get(image)}" not in parts:
            yield f"功能区：{name} 的图标「{image}」不在文件里。请补上。"


def _button(name: str, button: etree._Element) -> Iterator[str]:
    from udfs.dispatch import COMMANDS

    own, command = str(button.get("id")), str(button.get("tag"))
    for attribute in _SAID:
        if not button.get(attribute):
            yield f"功能区：{name} 的按钮「{own}」没有 {attribute}。请补上。"
    if command not in COMMANDS:
        yield f"功能区：{name} 的按钮「{own}」的命令「{command}」没有对应的程序。请核对。"


def _callbacks(name: str, element: etree._Element, arities: Mapping[str, int]) -> Iterator[str]:
    tag = etree.QName(element).localname
    for attribute, procedure in ((str(key), str(value)) for key, value in element.attrib.items()):
        if not _CALLBACK.fullmatch(attribute):
            continue
        wanted = _ARITY.get(f"{tag}.{attribute}", _ARITY.get(attribute, _OTHER_ARITY))
        given = arities.get(procedure.lower())
        if given is None:
            yield f"功能区：{name} 调用的过程「{procedure}」不存在或不公开。请核对。"
        elif given != wanted:
            yield f"功能区：{name} 调用的过程「{procedure}」有 {given} 个参数，应为 {wanted} 个。请核对。"


def _arities(modules: Mapping[str, str]) -> dict[str, int]:
    """The number of arguments of every public Sub a ribbon may call."""
    return {
        found[1].lower(): len([argument for argument in found[2].split(",") if argument.strip()])
        for source in modules.values()
        if not _PRIVATE_MODULE.search(source)
        for found in _SUB.finditer(source)
    }


def _sources(modules: Mapping[str, str]) -> Iterator[str]:
    sources = {path.stem: path.read_bytes() for path in sorted((HERE / "vba").glob("*.bas"))}
    for name in sources.keys() - modules.keys():
        yield f"VBA：文件里没有模块 {name}。请重新生成。"
    for name, text in modules.items():
        wanted = sources.get(name)
        if wanted is not None and text.encode("utf-8").split() != wanted.split():
            yield f"VBA：模块 {name} 与源文件不一致。请重新生成。"
        if not text.isascii():
            yield f"VBA：模块 {name} 含有中文等非 ASCII 字符，在别的系统上会变成乱码。请改用 ChrW。"
        if len(name) > _LONGEST_MODULE_NAME:
            yield f"VBA：模块名 {name} 超过 {_LONGEST_MODULE_NAME} 个字符。请改短。"
        for what, pattern in _FORBIDDEN.items():
            if pattern.search(text):
                yield f"VBA：模块 {name} 用了 {what}，有的表格软件不认。请去掉。"
