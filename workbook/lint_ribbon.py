"""What is wrong with a ribbon in a built add-in, and with the procedures it calls."""

import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from workbook.ribbon import STOP

HERE = Path(__file__).parent
RIBBON_RELATIONS = {
    "customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    "customUI14.xml": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
}
IMAGE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
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
_CLICKED = ("button", "menu")
_SAID = ("label", "screentip", "supertip", "keytip", "image", "getEnabled")
_KEYTIP = re.compile(r"[A-Z]{2}")
# By the size of a button, in pixels; a menu's own buttons have none.
_PIXELS = {"large": 32}
_SMALL = 16
# Where a PNG tells its width and height.
_WIDTH_AT = 16


def problems(parts: Mapping[str, bytes], modules: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with either part, given the package's parts and the VBA modules, one sentence each."""
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
    arities = _arities(modules)
    images = _images(name, parts)
    for element in elements:
        yield from _callbacks(name, element, arities)
        if _kind(element) in _CLICKED:
            yield from _button(name, element)
            yield from _picture(name, element, images)
    yield from _keytips(name, [element for element in elements if _kind(element) in _CLICKED])


def _kind(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _images(name: str, parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures a ribbon part can name, those without content left out."""
    relations = etree.fromstring(parts.get(f"customUI/_rels/{name}.rels", b"<none/>"))
    targets = {str(each.get("Id")): f"customUI/{each.get('Target')}" for each in relations}
    return {identity: parts[target] for identity, target in targets.items() if target in parts}


def _button(name: str, button: etree._Element) -> Iterator[str]:
    from nianbao.commands.live import LIVE

    own, tag = str(button.get("id")), str(button.get("tag"))
    for attribute in _SAID:
        if not button.get(attribute):
            yield f"功能区：{name} 的按钮「{own}」没有 {attribute}。请补上。"
    if tag.split(" ")[0] not in {*LIVE, STOP}:
        yield f"功能区：{name} 的按钮「{own}」的命令「{tag}」没有对应的程序。请核对。"


def _picture(name: str, button: etree._Element, images: Mapping[str, bytes]) -> Iterator[str]:
    image, wanted = str(button.get("image")), _PIXELS.get(str(button.get("size")), _SMALL)
    content = images.get(image)
    if content is None:
        yield f"功能区：{name} 的图标「{image}」不在文件里。请补上。"
    elif struct.unpack_from(">II", content, _WIDTH_AT) != (wanted, wanted):
        yield f"功能区：{name} 的图标「{image}」不是 {wanted}×{wanted} 像素。请换成这个大小的图标。"


def _keytips(name: str, buttons: list[etree._Element]) -> Iterator[str]:
    """Two letters each and all different, so that none is the beginning of another."""
    given = Counter(str(button.get("keytip")) for button in buttons)
    for keytip, count in given.items():
        if count > 1:
            yield f"功能区：{name} 的按键提示「{keytip}」用了 {count} 次。请改为各不相同。"
        if not _KEYTIP.fullmatch(keytip):
            yield f"功能区：{name} 的按键提示「{keytip}」不是两个大写字母。请改为两个字母。"


def _callbacks(name: str, element: etree._Element, arities: Mapping[str, int]) -> Iterator[str]:
    for attribute, procedure in ((str(key), str(value)) for key, value in element.attrib.items()):
        if not _CALLBACK.fullmatch(attribute):
            continue
        wanted = _ARITY.get(f"{_kind(element)}.{attribute}", _ARITY.get(attribute, _OTHER_ARITY))
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
