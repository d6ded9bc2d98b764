"""The LibreOffice of this machine: where its program is, and a profile in which a stranger's file can do nothing."""

import os
import shutil
import sys
from pathlib import Path

PROGRAM_VARIABLE = "NIANBAO_SOFFICE"
FONTS = Path(__file__).with_name("fonts.conf")
# A fresh profile makes soffice.bin leave with one of these, which means: start me again.
RESTART = (79, 81)
ATTEMPTS = 3
# Structure for who has the page read out, the headings as an outline.
PDF_OPTIONS = {"UseTaggedPDF": True, "ExportBookmarks": True}
_PROGRAMS = (
    "usr/lib/libreoffice/program/soffice.bin",
    "usr/lib64/libreoffice/program/soffice.bin",
    "opt/libreoffice*/program/soffice.bin",
    "Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_WINDOWS_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)")
# Macros never, links and pictures from elsewhere never, and a proxy that is not there for all the rest.
_GUARDED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
</oor:items>
"""


def find_office() -> Path | None:
    """The program of this machine: the one NIANBAO_SOFFICE names, else the usual places; None without one.

    The binary and not the `soffice` script, so that the process id is the office's own.
    """
    told = os.environ.get(PROGRAM_VARIABLE)
    if told:
        return Path(told) if Path(told).is_file() else None
    if sys.platform == "win32":
        folders = [Path(os.environ[name]) for name in _WINDOWS_FOLDERS if name in os.environ]
        # The .com waits for the end; the .exe returns at once.
        places = [folder / "LibreOffice" / "program" / "soffice.com" for folder in folders]
    else:
        places = [found for pattern in _PROGRAMS for found in sorted(Path("/").glob(pattern))]
    script = shutil.which("soffice")
    if script:
        beside = Path(script).resolve()
        places += [beside.with_name("soffice.bin"), beside]
    return next((place for place in places if place.is_file()), None)


def usual() -> Path:
    """The profile LibreOffice uses when it is told none."""
    if sys.platform == "win32":
        base = Path(os.environ["APPDATA"])
        return base / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "libreoffice" / "4"


def environment(*, headless: bool) -> dict[str, str]:
    """What the program is started with: our fonts, and no screen where none is wanted."""
    given = {**os.environ, "FONTCONFIG_FILE": str(FONTS), "LC_ALL": "C.UTF-8"}
    if headless and sys.platform == "linux":
        given.setdefault("SAL_USE_VCLPLUGIN", "svp")
    return given


def guard(profile: Path) -> None:
    """Make a profile under which documents run nothing, fetch nothing and follow no link."""
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_GUARDED, encoding="utf-8")
