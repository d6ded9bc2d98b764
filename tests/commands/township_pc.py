"""A township's PC as the diagnosis meets it: a registry that a test writes, and files of its own."""

from collections.abc import Mapping
from pathlib import Path

from nianbao.adapters.registry import CLSID, PROG_ID, Value
from nianbao.commands import doctor
from nianbao.commands.symptom import Grade, Symptom

OFFICE = r"HKCU\Software\Microsoft\Office\16.0"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0"
CLASSES = r"HKCU\Software\Classes"
EXCEL_CLASS = "{00024500-0000-0000-C000-000000000046}"


class Regedit:
    """A registry that holds what a test says; names are compared as Windows does."""

    def __init__(self, content: Mapping[str, Mapping[str, Value]]) -> None:
        self.content = {key: dict(values) for key, values in content.items()}

    def values(self, key: str) -> dict[str, Value]:
        return next((values for each, values in self.content.items() if each.lower() == key.lower()), {})

    def keys(self, key: str) -> list[str]:
        start = key.lower() + "\\"
        below = (each[len(start) :] for each in self.content if each.lower().startswith(start))
        return list(dict.fromkeys(each.split("\\")[0] for each in below))

    def put(self, key: str, **values: Value) -> None:
        self.content.setdefault(key, {}).update(values)


class Computer:
    """A township's PC on which everything is as the installer leaves it."""

    def __init__(self, folder: Path) -> None:
        self.addin = folder / "公开年报" / "nianbao.xlam"
        self.server = folder / "公开年报" / "nianbaow.exe"
        self.excel = folder / "Office16" / "EXCEL.EXE"
        for file in (self.addin, self.server, self.excel):
            file.parent.mkdir(exist_ok=True)
            file.touch()
        self.registry = Regedit(
            {
                r"HKLM\SOFTWARE\Microsoft\Office\16.0\Excel\InstallRoot": {"Path": str(self.excel.parent)},
                r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration": {"VersionToReport": "16.0.5.7"},
                rf"{OFFICE}\Excel\Options": {"OPEN": r'/R "C:\tools\other.xlam"', "OPEN1": f'"{self.addin}"'},
                rf"{OFFICE}\Excel\Security\Trusted Locations\Location20": {"Path": f"{self.addin.parent}/"},
                rf"{CLASSES}\{PROG_ID}\CLSID": {"": CLSID},
                rf"{CLASSES}\CLSID\{CLSID}\LocalServer32": {"": f'"{self.server}" serve'},
                rf"{CLASSES}\WOW6432Node\CLSID\{CLSID}\LocalServer32": {"": f'"{self.server}" serve'},
                r"HKLM\SOFTWARE\Classes\Excel.Application\CLSID": {"": EXCEL_CLASS},
                rf"HKLM\SOFTWARE\Classes\CLSID\{EXCEL_CLASS}\LocalServer32": {"": f'"{self.excel}" /automation'},
            }
        )

    def found(self) -> list[Symptom]:
        """What the diagnosis says of it."""
        return list(doctor.windows(self.registry))

    def bad(self) -> list[tuple[str, Grade]]:
        """What is not as it should be."""
        return [(each.item, each.grade) for each in self.found() if each.grade is not Grade.FINE]

    def told(self, item: str) -> Symptom:
        """What it says of one thing."""
        return next(each for each in self.found() if each.item == item)
