"""A LibreOffice process of our own: find it, start it, connect to it, end it."""

import atexit
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

from nianbao.core.errors import CannotOpen

FONTS = Path(__file__).with_name("fonts.conf")
PROGRAM_VARIABLE = "NIANBAO_SOFFICE"
_PROGRAMS = (
    "usr/lib/libreoffice/program/soffice.bin",
    "usr/lib64/libreoffice/program/soffice.bin",
    "opt/libreoffice*/program/soffice.bin",
)
# A fresh profile makes soffice.bin leave with one of these, which means: start me again.
_RESTART = (79, 81)
_ATTEMPTS = 3


def find_office() -> Path | None:
    """The soffice.bin of this machine: the one NIANBAO_SOFFICE names, else the usual places; None without one.

    The binary and not the `soffice` script, so that the process id is the office's own.
    """
    told = os.environ.get(PROGRAM_VARIABLE)
    if told:
        return Path(told)
    places = [found for pattern in _PROGRAMS for found in sorted(Path("/").glob(pattern))]
    script = shutil.which("soffice")
    if script:
        places.append(Path(script).resolve().with_name("soffice.bin"))
    return next((place for place in places if place.is_file()), None)


def properties(**values: object) -> tuple[Any, ...]:
    """UNO property values of the keywords."""
    made = []
    for name, value in values.items():
        prop = PropertyValue()
        prop.Name, prop.Value = name, value
        made.append(prop)
    return tuple(made)


def connect(accept: str, process: "subprocess.Popen[bytes] | None" = None, timeout: float = 60) -> Any:
    """The component context behind `pipe,name=…`; None when the process ended instead of answering.

    Raises: CannotOpen when nobody answers in time.
    """
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + timeout
    while True:
        try:
            return resolver.resolve(f"uno:{accept};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if process is not None and process.poll() is not None:
                return None
            if time.monotonic() > end:
                raise CannotOpen("连接不上 LibreOffice：等了很久没有回应。请关闭 LibreOffice 后再试。") from None
            time.sleep(0.05)


class Office:
    """A running LibreOffice with a private profile, stopped by its process id and at exit of Python at the latest."""

    def __init__(self, *, headless: bool = True, profile: Path | None = None, environment: Mapping[str, str] = {}):
        self._own_profile = profile is None
        self.profile = profile or Path(tempfile.mkdtemp(prefix="nianbao-office-"))
        self.accept = f"pipe,name=nianbao-{uuid.uuid4().hex[:12]}"
        self.process, self.context = self._start(headless, environment)
        self.desktop = self.create("com.sun.star.frame.Desktop")
        atexit.register(self.stop)

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def create(self, service: str) -> Any:
        """A new UNO service of the office."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def _start(self, headless: bool, environment: Mapping[str, str]) -> tuple["subprocess.Popen[bytes]", Any]:
        command = _command(self.profile, self.accept, headless)
        env = {**os.environ, "FONTCONFIG_FILE": str(FONTS), "LC_ALL": "C.UTF-8", **environment}
        if headless:
            env.setdefault("SAL_USE_VCLPLUGIN", "svp")
        for _ in range(_ATTEMPTS):
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=env
            )
            context = connect(self.accept, process)
            if context is not None:
                return process, context
            if process.returncode not in _RESTART:
                break
        raise CannotOpen("启动不了 LibreOffice：程序一启动就退出了。请重新安装 LibreOffice 后再试。")

    def stop(self) -> None:
        """End the process, by asking first, and remove the private profile."""
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            # The bridge is gone before the answer to "terminate" comes back.
            with contextlib.suppress(DisposedException):
                self.desktop.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        if self._own_profile:
            shutil.rmtree(self.profile, ignore_errors=True)


def _command(profile: Path, accept: str, headless: bool) -> list[str]:
    binary = find_office()
    if binary is None:
        raise CannotOpen("没有找到 LibreOffice。请先安装 LibreOffice Calc 和 python3-uno 再试。")
    return [
        str(binary),
        *(["--headless", "--invisible"] if headless else []),
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nofirststartwizard",
        "--nolockcheck",
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        f"--accept={accept};urp;",
    ]
