"""Takes a Windows Python out of an archive, nothing but files that their makers vouch for.

Run by interpreter.py in an environment of its own: `python signatures.py ARCHIVE SOURCES FOLDER`, two ZIP files. Programs
must carry the signature of the Python Software Foundation or Microsoft. The compiled library carries none: each of its
modules must be what compiling its source gives, and that source be listed in the catalogue that the Foundation signed.
"""

import hashlib
import io
import marshal
import re
import sys
import sysconfig
import zipfile
from pathlib import Path, PurePosixPath
from types import CodeType

PROGRAMS = {".exe", ".dll", ".pyd"}
SIGNERS = {"Python Software Foundation", "Microsoft Corporation"}
CATALOGUE, LIBRARY = "python.cat", "python311.zip"
# Where it looks for modules is for us to say; its licence is a text.
_NOT_TAKEN, _TEXTS = {"python311._pth"}, {"LICENSE.txt"}
_HEADER = 16
_PARTS = ("co_code", "co_exceptiontable", "co_linetable", "co_flags", "co_firstlineno", "co_names", "co_stacksize")
_COUNTS = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_varnames", "co_freevars", "co_cellvars")
_NAMES = ("co_name", "co_qualname")


def _with_present_openssl() -> None:
    """Let oscrypto know the version of an OpenSSL such as 3.0.16: it expects one digit in each place."""
    search = re.search

    def tolerant(pattern, string, *rest):  # type: ignore[no-untyped-def]
        if isinstance(pattern, str):
            pattern = pattern.replace(r"\d\.\d\.\d", r"\d+\.\d+\.\d+")
        return search(pattern, string, *rest)

    re.search = tolerant
    try:
        import oscrypto.asymmetric  # noqa: F401
    finally:
        re.search = search


def signed(data: bytes):  # type: ignore[no-untyped-def]
    """The signed file when its signature holds and is of one of the makers; else ValueError saying why not."""
    from signify.authenticode import AuthenticodeFile

    opened = AuthenticodeFile.from_stream(io.BytesIO(data))
    result, _ = opened.explain_verify()
    names = {name for signature in opened.signatures for name in _signers(signature)}
    if result.name != "OK" or not names & SIGNERS:
        raise ValueError(f"{result.name} {sorted(names)}")
    return opened


def _signers(signature) -> list[str]:  # type: ignore[no-untyped-def]
    number = signature.signer_info.serial_number
    subjects = [each.subject for each in signature.certificates if each.serial_number == number]
    return [value for subject in subjects for kind, value in subject.rdns if kind == "O"]


def listed(catalogue: bytes) -> set[bytes]:
    """The SHA-256 of every file a signed catalogue lists."""
    subjects = signed(catalogue).ctl.subjects
    return {each.indirect_data.digest for each in subjects if each.indirect_data is not None}


def checked_library(library: bytes, sources: dict[str, bytes], known: set[bytes]) -> tuple[bytes, list[str]]:
    """The compiled library with only those modules in it that are what their source gives, and the names of the others."""
    packed, left_out = io.BytesIO(), []
    with zipfile.ZipFile(io.BytesIO(library)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as kept:
        # Besides modules there are readme files and the tables of a tool we do not use: nobody vouches for them.
        for entry in (each for each in given.infolist() if each.filename.endswith(".pyc")):
            content, source = given.read(entry), sources.get(entry.filename.removesuffix("c"))
            if source is not None and _is_vouched(entry.filename, source, known) and _is_made_of(content, source):
                kept.writestr(zipfile.ZipInfo(entry.filename, entry.date_time), content)
            else:
                left_out.append(entry.filename)
    return packed.getvalue(), left_out


def _is_vouched(name: str, source: bytes, known: set[bytes]) -> bool:
    """In the catalogue; or without a content; or the same here, in the Python this runs in."""
    here = Path(sysconfig.get_path("stdlib")) / name.removesuffix("c")
    is_same = here.is_file() and _lines(here.read_bytes()) == _lines(source)
    return not source or hashlib.sha256(source).digest() in known or is_same


def _lines(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n")


def _is_made_of(compiled: bytes, source: bytes) -> bool:
    given = marshal.loads(compiled[_HEADER:])  # noqa: S302  looked at, not run
    return _is_same(compile(source, given.co_filename, "exec", dont_inherit=True, optimize=2), given)


def _is_same(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        are_same = all(getattr(one, each) == getattr(other, each) for each in _PARTS + _COUNTS + _NAMES)
        return are_same and _is_same(one.co_consts, other.co_consts)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return repr(one) == repr(other) if isinstance(one, float | complex) else one == other


def take(archive: Path, sources: Path, folder: Path) -> list[str]:
    """Write what is vouched for into the folder; what nobody vouches for, and why."""
    with zipfile.ZipFile(archive) as opened:
        inside = [PurePosixPath(each) for each in opened.namelist() if "cp311/" in each and not each.endswith("/")]
        files = {each.name: opened.read(str(each)) for each in inside if each.name not in _NOT_TAKEN}
    with zipfile.ZipFile(sources) as opened:
        texts = {each: opened.read(each) for each in opened.namelist() if "/Lib/" in each and each.endswith(".py")}
    known = listed(files[CATALOGUE])
    named = {each.split("/Lib/", 1)[1]: text for each, text in texts.items()}
    files[LIBRARY], left_out = checked_library(files[LIBRARY], named, known)
    folder.mkdir(parents=True)
    for name, content in sorted(files.items()):
        why = _why_not(name, content)
        if why:
            left_out.append(f"{name}: {why}")
        else:
            (folder / name).write_bytes(content)
    return left_out


def _why_not(name: str, content: bytes) -> str:
    if name in (CATALOGUE, LIBRARY):
        return ""
    if Path(name).suffix not in PROGRAMS:
        return "" if name in _TEXTS else "没有签名"
    try:
        signed(content)
    except ValueError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    _with_present_openssl()
    rest = take(*map(Path, sys.argv[1:4]))
    print("\n".join(rest))
    sys.exit(bool(rest))
