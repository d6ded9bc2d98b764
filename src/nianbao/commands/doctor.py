"""`doctor`: what may keep the program from working on this machine, each with what to do; and a package for the help desk."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nianbao import __version__
from nianbao.adapters import files
from nianbao.adapters.registry import Registry, system_registry
from nianbao.commands import console, doctor_excel, doctor_install, doctor_machine, doctor_package, doctor_trust
from nianbao.commands.symptom import Grade, Symptom

_GRAVEST_FIRST = (Grade.WRONG, Grade.NOTICE, Grade.FINE)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `doctor`."""
    parser.add_argument(
        "--zip", dest="package", type=Path, metavar="文件.zip", help="存成诊断包，交给技术支持；不含年报内容"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: Namespace) -> int:
    """Look at everything and say it; 1 when something is wrong."""
    found = examined(system_registry())
    if arguments.json:
        console.show_json(document(found))
    else:
        console.show(told(found))
    if arguments.package:
        console.say(f"诊断包已存为「{files.save(arguments.package, package(found))}」，可以交给技术支持。")
    return 1 if any(each.grade is Grade.WRONG for each in found) else 0


def examined(registry: Registry | None) -> list[Symptom]:
    """Everything there is to look at; without a registry, what every system has."""
    found = list(doctor_machine.symptoms(registry))
    return found if registry is None else found + list(windows(registry))


def windows(registry: Registry) -> Iterator[Symptom]:
    """What is looked at on Windows only."""
    from workbook.addin import FILE_NAME

    installed = doctor_excel.excels(registry)
    yield doctor_excel.programs(registry, installed)
    marked: dict[Path, Symptom] = {}
    addins: list[Path] = []
    servers: list[Path] = []
    for excel in installed:
        opened = doctor_excel.addin(registry, excel.version, FILE_NAME)
        yield opened.symptom
        yield doctor_excel.disabled(registry, excel.version, FILE_NAME)
        yield from doctor_trust.symptoms(registry, excel.version, opened.path)
        if opened.path and opened.path.is_file():
            marked[opened.path] = doctor_excel.marked(opened.path)
            addins.append(opened.path)
    for bits in sorted({excel.bits for excel in installed} or {64}):
        started, symptom = doctor_excel.server(registry, bits)
        yield symptom
        if started:
            marked[started] = doctor_excel.marked(started)
            servers.append(started)
    yield from doctor_install.symptoms(registry, addins, servers, doctor_machine.installed_folder())
    yield from marked.values()
    yield doctor_excel.answering(registry)
    yield from doctor_excel.wps_addin(registry, FILE_NAME)


def told(found: Sequence[Symptom]) -> str:
    """The diagnosis as text: what is wrong first, the counts last."""
    lines = [f"公开年报 {__version__} 自检", ""]
    for grade in _GRAVEST_FIRST:
        for each in found:
            if each.grade is grade:
                lines += [
                    f"【{grade.label}】{each.item}：{each.state}",
                    *([f"    → {each.remedy}"] if each.remedy else []),
                ]
    return "\n".join([*lines, "", summary(found)])


def summary(found: Sequence[Symptom]) -> str:
    """「共 20 项：有问题 1 · 注意 2 · 正常 17」."""
    counts = doctor_machine.counted(found)
    return f"共 {len(found)} 项：" + " · ".join(f"{label} {number}" for label, number in counts.items())


def document(found: Sequence[Symptom]) -> dict[str, Any]:
    """The diagnosis as `--json` prints it, without the user's name in paths."""
    rows = [
        {"item": each.item, "grade": each.grade.value, "state": each.state, "remedy": each.remedy} for each in found
    ]
    counts = {grade.value: sum(each.grade is grade for each in found) for grade in _GRAVEST_FIRST}
    masked: dict[str, Any] = doctor_package.masked_values({"version": __version__, "counts": counts, "checks": rows})
    return masked


def package(found: Sequence[Symptom]) -> bytes:
    """The package for the help desk."""
    return doctor_package.build(told(found), document(found))
