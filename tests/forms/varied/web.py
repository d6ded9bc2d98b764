"""A varied page written as web pages: clean, saved from Word, in a portal's frame, for printing, and as an archive."""

import base64
import quopri
from random import Random
from xml.sax.saxutils import escape

from tests.forms.varied.model import Matrix, Page, Spot, flat, head, lose, starts

# How a page is stored, and what it says of that.
_CHARSETS = [
    ("utf-8", "utf-8"),
    ("utf-8", ""),
    ("utf-8", "gb2312"),
    ("utf-8-sig", "utf-8"),
    ("gb18030", "gb2312"),
    ("gb18030", "utf-8"),
    ("gb18030", "big5"),
    ("gb18030", ""),
    ("utf-16", "utf-16"),
    ("utf-16", "gb2312"),
]
_MENUS = [
    "<a href='#'>首页</a> | <a href='#'>政务公开</a>",
    "您现在的位置：<a href='#'>首页</a> &gt; <a href='#'>年报</a>",
]
_ABOVE = [
    "来源：{agency}　发布时间：2024-01-20 10:30　浏览次数：128 次",
    "信息来源：{agency} 发布日期：2024年1月20日 【字体：大 中 小】",
    "索引号：000014349/2024-00012　发布机构：{agency}",
]
_BELOW = [
    ["【打印】 【关闭】", "上一篇：没有了", "下一篇：{agency}关于春节放假的通知"],
    ["扫一扫在手机打开当前页", "打印本页", "关闭窗口"],
    ["相关链接：中国政府网", "分享到："],
]
_FOOTS = [
    ["版权所有：{agency}", "主办单位：{agency}", "京ICP备05070218号-1"],
    [
        "主办：{agency}　承办：{agency}办公室",
        "网站标识码：1100000001",
        "京公网安备11010202000001号",
        "联系我们 | 网站地图",
    ],
    ["Copyright © 2024 {agency} All Rights Reserved", "ICP备案号：京ICP备05070218号"],
]
_BORDERS = [
    "table{border-collapse:collapse}td{border:1px solid #000}",
    "table{border-collapse:separate;border-spacing:2px;border:1px solid #000}td{border:1px solid #000}",
    "table{border-collapse:collapse}td{border:1px solid #999;padding:4px}td p{margin:0}",
]
_NO_BORDERS = "td{padding:3px 8px}"


def web_page(random: Random, page: Page) -> bytes:
    """A web page in some encoding, which it names rightly, wrongly or not at all."""
    codec, named = random.choice(_CHARSETS)
    return _html(random, page, _meta(random, named)).encode(codec)


def archive(random: Random, page: Page) -> bytes:
    """A web page saved with everything on it (.mht)."""
    codec, named = random.choice([("utf-8", "utf-8"), ("gb2312", "gb2312"), ("gb18030", "gb2312")])
    text = _html(random, page, _meta(random, named)).replace("\n", "\r\n")
    body = text.encode(codec, "xmlcharrefreplace")
    is_quoted = random.random() < 0.5
    coded = quopri.encodestring(body) if is_quoted else base64.encodebytes(body)
    way = "quoted-printable" if is_quoted else "base64"
    lines = [
        "From: <Saved by Blink>",
        "Subject: =?utf-8?B?5bm05oql?=",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="----=_edge"',
        "",
        "------=_edge",
        f'Content-Type: text/html; charset="{named}"',
        f"Content-Transfer-Encoding: {way}",
        "Content-Location: http://www.example.gov.cn/art/2024/1/20/art_1.html",
        "",
        coded.decode("ascii").replace("\r\n", "\n").replace("\n", "\r\n"),
        "------=_edge",
        "Content-Type: image/gif",
        "Content-Transfer-Encoding: base64",
        "Content-Location: http://www.example.gov.cn/logo.gif",
        "",
        "R0lGODlhAQABAAAAACw=",
        "------=_edge--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def printed_page(random: Random, page: Page) -> bytes:
    """A web page as it is printed: borders of some kind or none, upright or across, small or large letters."""
    has_borders = page.is_whole or random.random() < 0.85
    borders = random.choice(_BORDERS) if has_borders else _NO_BORDERS
    paper = random.choice(["A4", "A4", "A4 landscape"])
    size = random.choice([9, 10.5, 12])
    look = f"@page{{size:{paper};margin:20mm}}body{{font-size:{size}pt}}td{{font-size:{min(size, 10.5)}pt}}{borders}"
    style = random.choice(["clean", "word"])
    # A row short of a cell looks on paper like one whose figures stand under other heads: nobody could tell.
    page.is_whole = True
    body = "".join(_item(random, page, item, style) for item in page.items)
    return f"<html><head><meta charset='utf-8'><style>{look}</style></head><body>{body}</body></html>".encode()


def _meta(random: Random, named: str) -> str:
    if not named:
        return ""
    old = f'<meta http-equiv="Content-Type" content="text/html; charset={named}">'
    return random.choice([old, f'<meta charset="{named}">'])


def _html(random: Random, page: Page, meta: str) -> str:
    style = random.choice(["clean", "word", "portal"])
    body = "".join(_item(random, page, item, style) for item in page.items)
    if style == "portal":
        body = _framed(random, page, body)
    return f"<html><head>{meta}<title>年报</title><style>td{{border:1px}}</style></head><body>{body}</body></html>"


def _framed(random: Random, page: Page, body: str) -> str:
    """The body in the frame every page of a portal has; none of it belongs to the report."""
    above = _lines(random.choice([[], [random.choice(_ABOVE)]]), page)
    below = _lines(random.choice([[], random.choice(_BELOW)]), page)
    foot = _lines(random.choice(_FOOTS), page)
    menu = f"<div>{random.choice(_MENUS)}</div>"
    if random.random() < 0.5:
        return f"{menu}<table><tr><td><div>{above}{body}{below}</div></td></tr></table><div>{foot}</div>"
    return f"{menu}<div class='article'>{above}<div id='zoom'>{body}</div>{below}</div><div class='footer'>{foot}</div>"


def _lines(lines: list[str], page: Page) -> str:
    return "".join(f"<p>{line.format(agency=page.agency)}</p>" for line in lines)


def _item(random: Random, page: Page, item: str | Matrix, style: str) -> str:
    if isinstance(item, str):
        unseen = '<span style="display:none">内部批注12件</span>' if random.random() < 0.05 else ""
        return f"<p><span>{escape(item)}</span>{unseen}</p>\n"
    if style == "portal" and random.random() < 0.3:
        rows = [[f"<td>{_content(random, spot, style)}</td>" for spot in row] for row in flat(random, item, page)]
    else:
        rows = _spanned(random, page, item, style)
    top = head(item) if random.random() < 0.4 and _closes(item) else 0
    lines = [f"<tr>{chr(10).join(row)}</tr>\n" for row in rows]
    heads = f"<thead>{''.join(lines[:top])}</thead>" if top else ""
    return f"<table border='1'>{heads}<tbody>{''.join(lines[top:])}</tbody></table>"


def _closes(lines: Matrix) -> bool:
    """Whether no cell of the head reaches into what is below."""
    top = head(lines)
    return 0 < top < len(lines) and not set(lines[top - 1]) & set(lines[top])


def _spanned(random: Random, page: Page, lines: Matrix, style: str) -> list[list[str]]:
    rows: list[list[tuple[Spot, str]]] = [[] for _ in lines]
    for i, _, down, across, spot in starts(lines):
        spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
        rows[i].append((spot, spans))
    whole = [[spot for spot, _ in row] for row in rows]
    lose(random, whole, page)
    kept = [{id(spot) for spot in row} for row in whole]
    return [
        [f"<td{spans}>{_content(random, spot, style)}</td>" for spot, spans in row if id(spot) in alive]
        for row, alive in zip(rows, kept, strict=True)
    ]


def _content(random: Random, spot: Spot, style: str) -> str:
    raised = f"<sup>{escape(spot.mark)}</sup>" if spot.mark else ""
    unseen = f'<span style="display: none">{spot.hidden}</span>' if spot.hidden else ""
    return _text(random, spot.text, style) + raised + unseen


def _text(random: Random, text: str, style: str) -> str:
    if style != "word":
        return escape(text).replace("\n", "<br/>").replace("\u00a0", "&nbsp;")
    half = random.randint(0, len(text))
    parts = [escape(part).replace("\n", "<br/>") for part in (text[:half], text[half:])]
    if not text:
        return "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    return f"<p class=MsoNormal><span>{parts[0]}</span><span lang=EN-US>{parts[1]}<o:p></o:p></span></p>"
