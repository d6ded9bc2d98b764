"""The version resource Windows shows under 属性 → 详细信息."""

from pathlib import Path

from nianbao import __doc__ as description
from nianbao import __version__

# 0804 is Simplified Chinese, 04B0 (1200) Unicode.
_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable('080404B0', [
      StringStruct('CompanyName', 'nianbao'),
      StringStruct('FileDescription', {description!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {name!r}),
      StringStruct('LegalCopyright', 'MIT License'),
      StringStruct('OriginalFilename', '{name}.exe'),
      StringStruct('ProductName', '公开年报'),
      StringStruct('ProductVersion', {version!r}),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0804, 1200])]),
  ],
)
"""


def resource(name: str) -> str:
    """The resource of a program in PyInstaller's notation."""
    numbers = tuple(int(part) for part in f"{__version__}.0".split("."))
    return _RESOURCE.format(name=name, numbers=numbers, version=__version__, description=description)


def write_resource(folder: str, name: str) -> str:
    """The resource in a file of the folder, as PyInstaller wants it."""
    file = Path(folder) / f"{name}.txt"
    file.write_text(resource(name), encoding="utf-8")
    return str(file)
