"""The Excel add-in `nianbao.xlam` from its text sources, the same bytes every time, and its static checks.

The VBA project and the empty workbook round it come from pyOpenVBA's template, which Excel itself wrote.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nianbao.adapters import files, machine
from nianbao.core.errors import CannotWrite
from workbook import ribbon
from workbook.lint import check
from workbook.lint_ribbon import IMAGE_RELATION, RIBBON_RELATIONS

__all__ = ["FILE_NAME", "build", "check", "classes", "modules"]

HERE = Path(__file__).parent
IMAGES = HERE / "ribbon" / "images"
FILE_NAME = "nianbao.xlam"
_MOMENT = (1980, 1, 1, 0, 0, 0)
# Version 0xFFFF and no cache, so that Excel compiles the source and believes nothing else.
_NO_CACHE = bytes.fromhex("cc61ffff000000")
_CORE_PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"\
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>公开年报</dc:title>\
<dc:description>政府信息公开工作年度报告的填报与校验</dc:description></cp:coreProperties>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""


def build(folder: Path) -> Path:
    """Write the add-in into a folder and give its path.

    Raises: CannotWrite when the folder cannot be written, or the building tool is not installed.
    """
    return files.save(folder / FILE_NAME, _packed(_parts()))


def modules() -> dict[str, str]:
    """The VBA modules by name, with the line ends VBA wants."""
    return _sources("*.bas")


def classes() -> dict[str, str]:
    """The VBA class modules by name, without the heading Excel wants, which the building tool gives them."""
    return _sources("*.cls")


def _sources(pattern: str) -> dict[str, str]:
    sources = sorted((HERE / "vba").glob(pattern))
    return {source.stem: re.sub(r"\r?\n", "\r\n", source.read_text(encoding="ascii")) for source in sources}


def _parts() -> dict[str, bytes]:
    """The parts of the package by name, in the order they are packed."""
    parts = _template()
    ribbons = {f"customUI/{name}": (HERE / "ribbon" / name).read_bytes() for name in RIBBON_RELATIONS}
    images = {f"customUI/images/{name}.png": (IMAGES / f"{name}.png").read_bytes() for name in ribbon.pictures()}
    parts["docProps/core.xml"] = _CORE_PROPERTIES.encode()
    parts["xl/vbaProject.bin"] = _without_cache(parts["xl/vbaProject.bin"])
    parts["_rels/.rels"] = _extended(
        parts["_rels/.rels"],
        [
            _relation(f"ribbon{number}", kind, f"customUI/{name}")
            for number, (name, kind) in enumerate(RIBBON_RELATIONS.items())
        ],
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"<Override", b'<Default Extension="png" ContentType="image/png"/><Override', 1
    )
    pictured = "".join(_relation(Path(name).stem, IMAGE_RELATION, name.removeprefix("customUI/")) for name in images)
    for name in ribbons:
        parts[f"customUI/_rels/{Path(name).name}.rels"] = _RELATIONS.format(pictured).encode()
    return parts | ribbons | images


def _template() -> dict[str, bytes]:
    """An empty add-in that holds the modules."""
    office = _builder()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / FILE_NAME
        with office.ExcelFile.create_new(path) as package:
            project = package.vba_project()
            project.delete_module("Module1")
            for name, text in modules().items():
                project.add_module(name, text)
            for name, text in classes().items():
                project.add_module(name, text, kind=office.VBAModuleKind.other)
            package.save()
        with zipfile.ZipFile(path) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}


def _builder() -> Any:
    try:
        import pyopenvba
    except ImportError as error:
        raise CannotWrite(f"生成不了加载项：没有安装生成工具 pyOpenVBA。{machine.wanting('build')}") from error
    return pyopenvba


def _without_cache(project: bytes) -> bytes:
    from pyopenvba.cfb import CFB

    storage = CFB.from_bytes(project)
    storage.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    content: bytes = storage.to_bytes()
    return content


def _relation(identity: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'


def _extended(relations: bytes, more: list[str]) -> bytes:
    return relations.replace(b"</Relationships>", "".join(more).encode() + b"</Relationships>")


def _packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, content)
    return stream.getvalue()
