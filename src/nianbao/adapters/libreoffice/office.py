"""A LibreOffice process of our own: find it, start it, connect to it, end it."""

import atexit
import contextlib
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import ConnectionSetupException, NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.uno import RuntimeException

from nianbao.adapters.libreoffice.program import ATTEMPTS, RESTART, environment, find_office
from nianbao.core.errors import CannotOpen

IN_USE = "LibreOffice 正开着。请关闭它的全部窗口后再试。"
_HAND_OVER_SECONDS = 1.0
# An office still starting may take the call and then drop it, or answer it with something else: asked again, it is ready.
_NOT_READY = (NoConnectException, ConnectionSetupException, RuntimeException)


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
        except _NOT_READY:
            if process is not None and process.poll() is not None:
                return None
            if time.monotonic() > end:
                raise CannotOpen("连接不上 LibreOffice：等了很久没有回应。请关闭 LibreOffice 后再试。") from None
            time.sleep(0.05)


class Office:
    """A running LibreOffice with a private profile, stopped by its process id and at exit of Python at the latest."""

    def __init__(
        self,
        *,
        headless: bool = True,
        profile: Path | None = None,
        environment: Mapping[str, str] = {},
        on_start: Callable[[int], None] | None = None,
    ) -> None:
        """`on_start` is told every process id at once, before anything can go wrong."""
        self._own_profile = profile is None
        self.profile = profile or Path(tempfile.mkdtemp(prefix="nianbao-office-"))
        self.accept = f"pipe,name=nianbao-{uuid.uuid4().hex[:12]}"
        try:
            self.process, self.context = self._start(headless, environment, on_start)
        except BaseException:
            self._forget_profile()
            raise
        self.desktop = self.create("com.sun.star.frame.Desktop")
        atexit.register(self.stop)

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def create(self, service: str) -> Any:
        """A new UNO service of the office."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def _start(
        self, headless: bool, extra: Mapping[str, str], on_start: Callable[[int], None] | None
    ) -> tuple["subprocess.Popen[bytes]", Any]:
        command = _command(self.profile, self.accept, headless)
        env = {**environment(headless=headless), **extra}
        for _ in range(ATTEMPTS):
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=env
            )
            if on_start is not None:
                on_start(process.pid)
            try:
                context = connect(self.accept, process)
            except BaseException:
                process.kill()
                process.wait()
                raise
            if context is not None:
                return process, context
            if process.returncode not in RESTART:
                break
        if process.returncode == 0:
            # It handed its arguments over to the one that has this profile open.
            raise CannotOpen(IN_USE)
        raise CannotOpen("启动不了 LibreOffice：程序一启动就退出了。请重新安装 LibreOffice 后再试。")

    def is_ours(self) -> bool:
        """Whether the process started is the one that answers: where the profile is in use, that is the user's own."""
        if self.desktop.getFrames().getCount():
            return False
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_HAND_OVER_SECONDS)
        return self.process.poll() is None

    def leave(self) -> None:
        """Go without ending the office."""
        atexit.unregister(self.stop)

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
        self._forget_profile()

    def _forget_profile(self) -> None:
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
