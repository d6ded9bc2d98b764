"""What others say of a web page: the Nu Html Checker of its markup, axe-core of who can use it, sanitisers of its parts."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.retyped.browser import Browser

# HTML 5 of the W3C lets a table have border="1"; today's standard would have a style, which editors drop, do it.
_BORDER = "The “border” attribute on the “table” element is obsolete."
TOOLS = Path(__file__).parent / "tools/node_modules"


def tool(path: str) -> Path:
    """A file of a test tool; the calling test is skipped where it is not installed."""
    found = TOOLS / path
    if not found.exists():
        pytest.skip(f"没有测试工具 {path.partition('/')[0]}：先在联网时运行 make setup")
    return found


def validate(*pages: Path) -> list[str]:
    """What the Nu Html Checker objects to, errors and warnings, one line each; one start serves many pages."""
    jar = tool("vnu-jar/build/dist/vnu.jar")
    if shutil.which("java") is None:
        pytest.skip("没有 Java，不能运行网页校验工具")
    command = ["java", "-XX:TieredStopAtLevel=1", "-Xss4m", "-jar", jar, "--format", "json", *pages]
    run = subprocess.run(command, capture_output=True, check=False, timeout=300)
    messages = [each for each in json.loads(run.stderr)["messages"] if not each["message"].startswith(_BORDER)]
    return [f"{Path(each.get('url', '')).name}:{each.get('lastLine')} {each['message']}" for each in messages]


def barriers(browser: Browser) -> list[str]:
    """What keeps people from using the open page: axe-core's rules and best practice, with its stricter ones on tables."""
    browser.run(_axe())
    stricter = "{rules: {'td-has-header': {enabled: true}, 'color-contrast-enhanced': {enabled: true}}}"
    made = browser.run(f"axe.run(document, {stricter})")
    # It cannot tell the colour behind a cell that reaches over several rows.
    unsure = [each for each in made["incomplete"] if not each["id"].startswith("color-contrast")]
    found = made["violations"] + unsure
    return [f"{each['id']} {each['help']} {node['html'][:80]}" for each in found for node in each["nodes"]]


def purified(browser: Browser, markup: str) -> str:
    """What DOMPurify leaves of a piece of markup."""
    browser.open(_with_script(tool("dompurify/dist/purify.min.js"), ""))
    return str(browser.run(f"DOMPurify.sanitize({json.dumps(markup)})"))


def pasted(browser: Browser, page: bytes) -> str:
    """What a plain editable part of another page holds after everything on a page was copied into it."""
    _copy(browser, page)
    browser.open(b"<!DOCTYPE html><meta charset=utf-8><div id=editor contenteditable></div>")
    browser.run("document.getElementById('editor').focus()")
    browser.edit("paste")
    return str(browser.run("document.getElementById('editor').innerHTML"))


def pasted_into_editor(browser: Browser, page: bytes) -> str:
    """What TinyMCE saves after everything on a page was copied into it."""
    script = tool("tinymce/tinymce.min.js")
    _copy(browser, page)
    browser.open(_with_script(script, "<textarea id=editor></textarea>"))
    options = "{selector: '#editor', skin: false, content_css: false, plugins: 'table', promotion: false}"
    browser.run(f"tinymce.init({options}).then(editors => {{ editors[0].focus(); }})")
    browser.edit("paste")
    # It takes what was pasted after a moment.
    waiting = "new Promise(done => { const look = () => tinymce.activeEditor.getContent() ? done() : setTimeout(look, 20); look(); })"
    browser.run(waiting)
    return str(browser.run("tinymce.activeEditor.getContent()"))


def _copy(browser: Browser, page: bytes) -> None:
    browser.open(page)
    browser.edit("selectAll")
    browser.edit("copy")


def _with_script(script: Path, body: str) -> bytes:
    return f'<!DOCTYPE html><meta charset=utf-8><script src="{script.as_uri()}"></script><body>{body}'.encode()


@cache
def _axe() -> str:
    return tool("axe-core/axe.min.js").read_text(encoding="utf-8")
