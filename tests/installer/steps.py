"""What every built program must be able to do, whatever system it was built for: one list, in the order it is run."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdf

from nianbao.adapters import excel_write
from nianbao.adapters.libreoffice.program import find_office
from nianbao.commands import COMMANDS
from tests.adapters.foreign import saved_as
from tests.builders import content, report
from tests.conftest import ROOT

SAMPLES = ROOT / "workbook" / "samples" / "published"
PLAYER = Path(__file__).with_name("play.py")
PDF = "松烟镇.pdf"
AGENCY = "青岩镇人民政府"


@dataclass(frozen=True)
class Step:
    """A command, the codes it may end with, a word it must say and a file it must make, with the bytes it begins with."""

    words: str
    codes: tuple[int, ...] = (0,)
    says: str = ""
    makes: str = ""
    begins: bytes = b""


# Only another program makes an old workbook.
OFFICE = find_spec("uno") is not None and find_office() is not None
ZIP, PNG = b"PK\x03\x04", b"\x89PNG"
STEPS = (
    Step("--version", says="nianbao "),
    Step("", says="用法：nianbao"),
    Step("rules", says="G301"),
    Step("rules --json", says='"G301"'),
    Step("rules -o 规则手册.html", makes="规则手册.html"),
    Step("doctor", (0, 1), says="自检"),
    Step("doctor --zip 诊断.zip", (0, 1), makes="诊断.zip", begins=ZIP),
    Step(f"new --year 2025 --agency {AGENCY} -o 新.xlsx", makes="新.xlsx", begins=ZIP),
    Step("check 新.xlsx", (1,), says="未填写"),
    Step("check 满.xlsx --json", says='"counts"'),
    Step("check 没有.xlsx", (2,), says="没有.xlsx"),
    Step("read 满.xlsx --json", says="青石镇"),
    *(Step(f"read {name} --json", (0, 1), says="人民政府") for name in (PDF, "网页.html", "文本.txt", "存档.mht")),
    Step("read 防改.pdf --json", says="松烟镇人民政府"),
    Step("read 防改2.pdf --json", says="松烟镇人民政府"),
    Step("read 加锁.pdf", (2,), says="文件设有打开密码。请解除密码后再试"),
    Step(f"import {PDF} -o 上年.xlsx", makes="上年.xlsx", begins=ZIP),
    Step("carry 新.xlsx --from 上年.xlsx", (0, 1)),
    Step("repair --preview 新.xlsx", (1,), says="--blanks"),
    Step("waive 新.xlsx --rule G301 --place t3_1_natural --reason 试 --by 张三", (0, 2)),
    Step("repair --blanks 新.xlsx", (0, 1), says="undo"),
    Step("undo 新.xlsx"),
    *(
        Step(f"export 满.xlsx -o 出.{kind}", makes=f"出.{kind}")
        for kind in ("docx", "html", "json", "csv", "txt", "md")
    ),
    # With an office program on the computer it is made, without one it is said what to do.
    Step("export 满.xlsx -o 出.pdf", (0, 2), says="PDF"),
    *(Step(f"read 出.{kind} --json", says="青石镇") for kind in ("docx", "html", "json", "md")),
    Step("package 满.xlsx -o 报送.zip", makes="报送.zip", begins=ZIP),
    Step("diff 满.xlsx 出.docx -o 比对.html", (0, 1), makes="比对.html"),
    Step("demo -o 示例", says="下发本年工作簿"),
    Step(
        "distribute --roster 示例/编制主体名单.xlsx --year 2025 --prior 示例/01上年年报 -o 下发",
        makes="下发/下发清单.xlsx",
    ),
    Step(
        "consolidate 示例/03收回 --roster 示例/编制主体名单.xlsx --jobs 2 -o 汇总.xlsx --json",
        (3,),
        says="示例县民政局",
    ),
    Step("consolidate 示例/03收回 --no-cache --jobs 2 -o 再汇总.xlsx", (3,), makes="再汇总.xlsx", begins=ZIP),
    *(Step(f"dashboard 汇总.xlsx -o 一页.{kind}", makes=f"一页.{kind}") for kind in ("html", "svg")),
    Step("dashboard 汇总.xlsx -o 一页.png", makes="一页.png", begins=PNG),
    Step("alike 示例/03收回 -o 雷同.html", (3,), makes="雷同.html"),
    Step("slips 汇总.xlsx -o 单子", (0, 1)),
    Step("picture 满.xlsx -o 图解.png", makes="图解.png", begins=PNG),
    Step("picture 满.xlsx -o 图解.pdf", makes="图解.pdf", begins=b"%PDF"),
    *((Step("read 旧表.xls --json", says="青石镇"),) if OFFICE else ()),
    *(Step(f"{each.name} --help", says="用法：") for each in COMMANDS),
)


def prepare(folder: Path) -> None:
    """Put the files into the folder that the steps begin with."""
    full = report("2021", "t3_1_natural=3 t3_3.1_natural=3")
    (folder / "满.xlsx").write_bytes(excel_write.write(content(full)))
    if OFFICE:
        (folder / "旧表.xls").write_bytes(saved_as((folder / "满.xlsx").read_bytes(), ".xlsx", ".xls"))
    drawn = (SAMPLES / "songyan.pdf").read_bytes()
    (folder / PDF).write_bytes(drawn)
    (folder / "网页.html").write_bytes((SAMPLES / "huaitie.html").read_bytes())
    (folder / "文本.txt").write_bytes((SAMPLES / "maidun.txt").read_bytes())
    (folder / "存档.mht").write_bytes(_archived((SAMPLES / "huaitie.html").read_bytes()))
    (folder / "防改.pdf").write_bytes(protected(drawn, "", "AES-128"))
    (folder / "防改2.pdf").write_bytes(protected(drawn, "", "AES-256"))
    (folder / "加锁.pdf").write_bytes(protected(drawn, "秘密", "AES-256"))


def protected(data: bytes, password: str, algorithm: str) -> bytes:
    """A PDF that needs a password to open, or, where it is empty, to change only."""
    writer = pypdf.PdfWriter(io.BytesIO(data))
    writer.encrypt(password, owner_password="另一个", algorithm=algorithm)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _archived(page: bytes) -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=part\r\n\r\n--part\r\n"
    kind = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: http://x/\r\n\r\n"
    return (head + kind).encode() + page + b"\r\n--part--\r\n"


def words_of(step: Step) -> list[str]:
    """The words of a command line."""
    return step.words.split()


def played(program: Path, folder: Path) -> list[dict[str, Any]]:
    """What came of every step, run on this system."""
    prepare(folder)
    return play(program, folder, [words_of(step) for step in STEPS])


def play(program: Path, folder: Path, commands: list[list[str]]) -> list[dict[str, Any]]:
    """What comes of some commands, run on this system."""
    (folder / "steps.json").write_text(json.dumps(commands), encoding="utf-8")
    subprocess.run([sys.executable, PLAYER, program, folder], check=True)
    found: list[dict[str, Any]] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return found


def wrong(step: Step, came: dict[str, Any], folder: Path) -> list[str]:
    """What came of a step that should not have; empty when all is as expected."""
    said = came["out"] + came["err"]
    made = folder / step.makes if step.makes else None
    found = [f"代码 {came['code']}"] if came["code"] not in step.codes else []
    found += [f"没有说「{step.says}」"] if step.says.lower() not in said.lower() else []
    found += ["出了错"] if "Traceback" in said or "程序出错" in said else []
    if made is not None and not (made.is_file() and made.read_bytes().startswith(step.begins)):
        found.append(f"没有做成「{step.makes}」")
    return [f"{step.words}：{each}\n{said[-600:]}" for each in found]
