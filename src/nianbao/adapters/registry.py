"""The Windows registry, read only: keys are spelled as regedit shows them on a 64-bit Windows."""

import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

Value = str | int | bytes

# The resident program's entry, by which COM finds it. Never to change: installed add-ins ask for it.
CLSID = "{0891372D-0580-461D-808E-39709C8F6573}"
PROG_ID = "Nianbao.Server"


class Registry(Protocol):
    """What is asked of the registry."""

    def values(self, key: str) -> Mapping[str, Value]:
        """The values of a key by name, the key's own under ""; empty where there is no such key."""

    def keys(self, key: str) -> Sequence[str]:
        """The names of the keys below a key."""


def text(registry: Registry, key: str, name: str = "") -> str:
    """A value as text; empty where there is none."""
    return str(named(registry, key).get(name.lower(), ""))


def number(registry: Registry, key: str, name: str) -> int | None:
    """A value as a number; None where there is none."""
    value = named(registry, key).get(name.lower())
    return value if isinstance(value, int) else None


def named(registry: Registry, key: str) -> dict[str, Value]:
    """The values of a key by name in small letters, since Windows does not tell them apart."""
    return {name.lower(): value for name, value in registry.values(key).items()}


if sys.platform == "win32":
    import winreg

    def system_registry() -> Registry | None:
        """The registry of this machine; None where the system has none."""
        return _WindowsRegistry()

    class _WindowsRegistry:
        """The 64-bit view; what 32-bit programs see stands below WOW6432Node."""

        def values(self, key: str) -> dict[str, Value]:
            """See Registry."""
            opened = _open(key)
            if opened is None:
                return {}
            with opened:
                read = [winreg.EnumValue(opened, index) for index in range(winreg.QueryInfoKey(opened)[1])]
            return {name: _plain(value, kind) for name, value, kind in read}

        def keys(self, key: str) -> list[str]:
            """See Registry."""
            opened = _open(key)
            if opened is None:
                return []
            with opened:
                return [winreg.EnumKey(opened, index) for index in range(winreg.QueryInfoKey(opened)[0])]

    def _open(key: str) -> winreg.HKEYType | None:
        hive, _, below = key.partition("\\")
        root = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[hive]
        try:
            return winreg.OpenKey(root, below, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
        except OSError:
            # Absent, or not ours to read.
            return None

    def _plain(value: object, kind: int) -> Value:
        if isinstance(value, str):
            return winreg.ExpandEnvironmentStrings(value) if kind == winreg.REG_EXPAND_SZ else value
        return value if isinstance(value, int | bytes) else str(value)

else:

    def system_registry() -> Registry | None:
        """The registry of this machine; None where the system has none."""
        return None
