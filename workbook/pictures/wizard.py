"""`python -m workbook.pictures.wizard` photographs the installer's pages for the handbook, as Wine shows them.

It takes makensis, wine and what make.py takes. What it installs is a folder of empty files.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from installer.nsis import build as nsis
from nianbao import __version__
from workbook.pictures import make
from workbook.pictures.studio import TARGET, Camera, smaller

# The 64-bit one needs no 32-bit Wine.
_STUB = "amd64-unicode"
_FONT = "Noto Sans CJK SC"
_REPLACED = (
    "MS Shell Dlg",
    "MS Shell Dlg 2",
    "Tahoma",
    "SimSun",
    "宋体",
    "Microsoft YaHei",
    "Segoe UI",
    "Verdana",
    "Arial",
)
_FONTS = r"HKCU\Software\Wine\Fonts\Replacements"
_OURS = "公开年报"


def main() -> None:
    """Install, with a picture of each page that tells something."""
    with tempfile.TemporaryDirectory(prefix="nianbao-wizard-", ignore_cleanup_errors=True) as folder:
        payload = Path(folder) / "nianbao"
        payload.mkdir()
        for name in (*nsis.NEEDED, nsis.MANUAL):
            (payload / name).touch()
        program = nsis.build(payload, Path(folder) / "setup.exe", stub=_STUB)
        with make.screen() as environment:
            prefix = {"WINEPREFIX": f"{folder}/prefix", "WINEARCH": "win64", "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
            quiet = {"WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe="}
            camera = Camera(dict(os.environ | environment | prefix | quiet), ())
            try:
                _play(camera, program)
            finally:
                subprocess.run(("wineserver", "-k", "-w"), env=camera.environment, check=False)


def _play(camera: Camera, program: Path) -> None:
    # An older Wine passes itself off as Windows 7.
    for command in (("wineboot", "-i"), ("winecfg", "-v", "win10"), *map(_replace, _REPLACED)):
        subprocess.run(("wine", *command), env=camera.environment, check=True, stderr=subprocess.DEVNULL)
    _photograph(camera, program, f"{_OURS} {__version__} 安装", ("install-start", "", "install-done"))


def _replace(font: str) -> tuple[str, ...]:
    return "reg", "add", _FONTS, "/v", font, "/t", "REG_SZ", "/d", _FONT, "/f"


def _photograph(camera: Camera, program: Path, title: str, pictures: tuple[str, ...]) -> None:
    """Go through a wizard, taking each page that has a name."""
    started = subprocess.Popen(("wine", str(program)), env=camera.environment, stderr=subprocess.DEVNULL)
    for name in pictures:
        window = camera.window(title)
        camera.take(window, name)
        if name:
            smaller(TARGET / f"{name}.png")
        camera.run("xdotool", "windowactivate", "--sync", window, "key", "Return")
    started.terminate()
    started.wait(30)


if __name__ == "__main__":
    main()
