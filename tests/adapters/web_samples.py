"""Reports and pictures that try a web page: texts that would be markup, and a portal's page around a fragment."""

import zlib
from dataclasses import replace

from nianbao.core.picture import Picture
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import report

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "\"'><b>粗</b> & &amp; &lt; &#0; &unknown;",
    "]]> <![CDATA[ 甲 ]]> <!-- 乙 --> <?php ?>",
    "{{ 7*7 }} {% raw %} ${x} javascript:alert(1)",
    "公开\u202e倒着\u2066读\u200b的\u200e字",
    "空\x00白\x0b与\x1f控\x7f制\x85符\x9f号\ufdd0非\uffff字\U0001ffff符\ud800半",
    "（一）<i>斜</i>",
    "1.<u>线",
    "https://" + "a" * 200,
)
LONG = "青石镇全年公开各类政府信息，按时答复申请，公开内容准确完整。" * 12


def framed(fragment: bytes) -> bytes:
    """A fragment on a portal's page."""
    head = '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title></head><body><main><h1>门户</h1>'
    return head.encode() + fragment + b"</main></body></html>"


def hostile(form_id: str) -> Report:
    """A report whose every text is an attack, some of its cells blank."""
    form = load.by_id(form_id)
    texts = {address: "\n".join(HOSTILE) for address in form.text_addresses()}
    texts["head_title"] = "".join(HOSTILE)
    headings = tuple(replace(each, text=f"{each.text}{HOSTILE[0]}") for each in report(form_id).headings)
    return replace(report(form_id, rest=None), texts=texts, headings=headings, agency=HOSTILE[1])


def picture() -> Picture:
    """A black page, described with what would end an attribute."""
    return Picture("<svg/>", _png(156, 200), '图解："新收" 3 件 <办结> & 结转 0 件', 156.0, 200.0)


def _png(width: int, height: int) -> bytes:
    rows = zlib.compress((b"\0" + b"\0" * width) * height)
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    parts = [
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
