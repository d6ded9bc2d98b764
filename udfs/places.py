"""Where the file lies that a formula names; never guessed from what happens to be in front."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from nianbao.core.errors import BadInput
from udfs.arguments import Argument, Scalar, text

# What CELL("filename") gives in Excel: C:\年报\[青石镇.xlsx]表三, and in Calc: 'file:///年报/青石镇.xlsx'#$表三
_EXCEL_PLACE = re.compile(r"(?P<folder>.*[\\/])\[(?P<name>[^\\/]+)\][^\\/]*")
_CALC_PLACE = re.compile(r"'(?P<url>.*)'#\$?.*", re.DOTALL)
_DRIVE = re.compile(r"/[A-Za-z]:")
_ONLINE = ("http:", "https:")


@dataclass(frozen=True, slots=True)
class File:
    """A file argument: what was typed, the calling workbook's full name where the host tells it, which argument."""

    typed: Argument
    caller: Scalar
    what: str

    @property
    def is_given(self) -> bool:
        """Whether anything was typed.

        Raises: BadInput when it is no single cell, or an error value.
        """
        return bool(text(self.typed, self.what))

    @property
    def path(self) -> Path:
        """The file, or folder; with nothing typed the calling workbook.

        Raises: BadInput.
        """
        return Path(located(text(self.typed, self.what), text(self.caller, "本工作簿"), self.what))


# Nothing typed: the workbook the formula stands in.
OWN = File(None, None, "参数")


def located(named: str, caller: str, what: str, kind: type[PurePath] = Path) -> PurePath:
    """Where a named file lies; `caller` is the calling workbook's full name or "", `kind` the system's kind of path.

    Raises: BadInput.
    """
    if not named and not caller:
        raise BadInput(f"没有写明工作簿。请在{what}填年报文件的完整路径。")
    given = _plain(named or caller)
    if given.lower().startswith(_ONLINE):
        raise BadInput(f"「{given}」是网上（OneDrive、SharePoint）的地址，读不到。请在本机另存一份，填本机的完整路径。")
    path = kind(given)
    if path.is_absolute():
        return path
    if not named:
        raise BadInput(f"本工作簿「{given}」还没有保存过。请先保存，再重新计算。")
    folder = kind(_plain(caller)).parent if caller else kind()
    if not folder.is_absolute() or path.drive or path.root:
        raise BadInput(f"{what}「{given}」不是完整路径。请写出从最上一级文件夹开始的完整路径。")
    return folder / path


def _plain(named: str) -> str:
    """A path out of what people paste: with quotation marks round it, as a file: address, or as CELL("filename")."""
    bare = named.strip().strip('"“”').strip()
    if match := _CALC_PLACE.fullmatch(bare):
        bare = match["url"]
    elif match := _EXCEL_PLACE.fullmatch(bare):
        bare = match["folder"] + match["name"]
    if not bare.lower().startswith("file:"):
        return bare
    address = urlsplit(bare)
    path = unquote(address.path)
    if address.netloc not in ("", "localhost"):
        return f"//{address.netloc}{path}"
    return path[1:] if _DRIVE.match(path) else path
