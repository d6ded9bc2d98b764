"""The resident program under Wine, with a real Windows Python and COM: what a clerk's clicks and cells get from it.

Wine stands in for Windows, and a small object model for Excel; `make test-windows` makes the environment.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import book, report
from tests.conftest import ROOT
from tests.windows.conftest import windows_folder

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
HOME = Path(os.environ.get("NIANBAO_WINE") or CACHE / "nianbao" / "wine")
DEBIAN = ROOT / "installer" / "wine" / "debian"
SECONDS = 300
# Wine's own share varies with the machine; the promise is made for a quiet one.
WARM_MS, FUNCTIONS_MS = 5.0, 2.5
LOADED = 4

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(
        not (HOME / "python" / ".made-of").is_file() or os.environ.get("NIANBAO_TEST_WINDOWS") != "1",
        reason="要有 Wine 和 Windows 版 Python：make test-windows",
    ),
]

# Wine's python.exe needs a pipe to read from, and whoever waits for the end of a pipe to it waits for Wine's services too.
_IN_WINE = """
cd /cache/work
export WINEPREFIX=/cache/work/prefix
: | xvfb-run -a timeout -k 5 {seconds} wine /cache/python/python.exe -u -X utf8 'Z:\\src\\tests\\windows\\client.py' \
    'Z:\\cache\\work\\青石镇.xlsx' 'Z:\\cache\\work\\result.json' {product} >/cache/work/said.txt 2>&1 || true
timeout 20 wineserver -k >/dev/null 2>&1 || true
rm -rf /cache/work/prefix
"""


# The product from its sources, and in both forms in which it is shipped; what answers then.
FORMS = {"sources": "", "frozen": "nianbaow.exe", "assembled": "pythonw.exe"}


@pytest.fixture(scope="module", params=FORMS)
def seen(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """What the client saw, the whole conversation."""
    form, work = request.param, HOME / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    product = ""
    if FORMS[form]:
        shutil.copytree(windows_folder(form), work / "nianbao")
        product = rf"'Z:\cache\work\nianbao\nianbao.exe' {FORMS[form]}"
    book(work, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    command = [str(DEBIAN), "run", "bash", "-c", _IN_WINE.format(seconds=SECONDS, product=product)]
    nothing = subprocess.DEVNULL
    subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=SECONDS + 60, check=True)
    result = work / "result.json"
    assert result.is_file(), (work / "said.txt").read_text(encoding="utf-8", errors="replace")
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    yield found
    print(f"\n{form}：{_figures(found)}")


def _figures(found: dict[str, Any]) -> str:
    where = {"user": "当前用户（HKCU）", "machine": "本机（HKLM，Wine 不看 HKCU）"}[found["registered_for"]]
    return (
        f"登记在{where}；首次启动 {found['cold_seconds']} 秒，再连 {found['second_seconds']} 秒；"
        f"应答中位数：Ping {found['ping_ms']}、命令 {found['command_ms']}、函数 {found['function_ms']} 毫秒；"
        f"校验一份 {found['check_seconds']} 秒（{found['check_calls']} 次往返）；最后一个用户离开后 {found['gone_seconds']} 秒退出"
    )


def test_one_program_serves_all_and_goes_with_the_last(seen: dict[str, Any]) -> None:
    """Started by the first click, shared by the second Excel, gone when nobody holds it."""
    assert seen["ping"] == "pong"
    assert (seen["running"], seen["second_running"], seen["running_after"]) == (1, 1, 0)
    assert seen["after_unregister"] is None


def test_replies_cross_whole(seen: dict[str, Any]) -> None:
    """Status and value, Chinese, numbers, blocks, refusals."""
    assert seen["total"] == ["ok", 7]
    assert seen["total_text"] == ["error", "区域第1行第1列「十二」是文字，不能计入。请改为数字。"]
    assert seen["unknown"] == ["error", "没有「nothing」这个命令。请重新安装后再试。"]
    assert seen["stop"] == ["ok", "没有正在运行的命令。"]
    status, rows = seen["spilled"]
    assert status == "ok"
    assert {row[0] for row in rows} >= {"NB_TOTAL", "NB_CHECK"}


def test_warm_answers_are_quick(seen: dict[str, Any]) -> None:
    """A command's way there and back within 5 ms, 200 functions within half a second, on a quiet machine."""
    margin = LOADED if os.getloadavg()[0] > 1 else 1
    assert seen["ping_ms"] <= WARM_MS * margin
    assert seen["command_ms"] <= WARM_MS * margin
    assert seen["function_ms"] <= FUNCTIONS_MS * margin


def test_check_marks_the_open_workbook(seen: dict[str, Any]) -> None:
    """The findings are written through COM, the list comes in front, progress is shown."""
    status, line = seen["check"]
    assert status == "ok"
    assert line.startswith("错误 1")
    assert "G301" in seen["check_list"]
    assert seen["check_front"] == "校验结果"
    assert any("正在校验" in str(each) for each in seen["check_lines"])


def test_a_long_command_runs_aside(seen: dict[str, Any]) -> None:
    """The click is answered at once; the question comes from another thread, and the server answers meanwhile."""
    assert seen["long"] == ["ok", "正在运行「新建」……"]
    assert seen["long_seconds"] < 2
    assert seen["asked"][1] == "公开年报"
    assert seen["meanwhile"] == ["pong", ["error", "正在运行「新建」，请稍候或点「停止」。"]]
    assert seen["long_lines"] == ["已取消，没有改动。"]


def test_a_busy_excel_is_waited_for_but_not_for_ever(seen: dict[str, Any]) -> None:
    """Some refusals are outlasted; after ten seconds of them the clerk is told."""
    assert "编辑" not in seen["busy_a_while"][1]
    assert seen["busy_a_while_seconds"] > 1
    assert seen["busy_for_ever"] == ["error", "请先结束单元格编辑或关闭对话框，再点一次。"]
    assert 9 < seen["busy_for_ever_seconds"] < 9 + 11


def test_the_fallback_shows_its_outcome_in_a_box(seen: dict[str, Any]) -> None:
    """A process of its own, which nobody waits for."""
    assert any("没有找到打开的工作簿「没有.xlsx」" in text for text in seen["box"])
    assert seen["fallback_code"] == 2


def test_no_bug_was_logged_and_no_excel_killed(seen: dict[str, Any]) -> None:
    """Xlwings would list and kill the Excels it does not see."""
    assert seen["log"] == ""
    assert seen["started_at_exit"] == []
