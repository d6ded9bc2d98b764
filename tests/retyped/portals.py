"""A manuscript as three portals publish it: a clean page, one pasted from Word, one laid out with nested tables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape

from nianbao.forms.layout import Grid, Printed, Role
from tests.retyped.manuscript import Line, Manuscript, rows

# The seeds whose page states another encoding than it has; the others state none.
_MISSTATED = ("000", "002", "004")
_DIGITS = re.compile(r"([!-~]+)")
_GAP = re.compile(" {2,}")

_CLEAN = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}_某县人民政府门户网站</title>
<script>var site = "某县人民政府"; document.title.length;</script>
<style>
body {{ margin: 0 auto; max-width: 1000px; font: 16px/1.8 SimSun, serif; }}
ul.nav li {{ display: inline-block; margin-right: 20px; }}
.content p {{ text-indent: 2em; }}
table {{ width: 100%; border-collapse: collapse; font-size: 13px; }}
td {{ border: 1px solid #000; text-align: center; padding: 2px; }}
</style>
</head>
<body>
<div class="top"><a href="/wza">无障碍阅读</a> | <a href="/login">登录</a> | <a href="/en">English</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zx">新闻中心</a></li><li><a href="/zwgk">政务公开</a></li>
<li><a href="/fw">办事服务</a></li><li><a href="/hd">互动交流</a></li></ul>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt;
 <a href="/nb">政府信息公开年报</a> &gt; 正文</div>
<div class="article">
<h1>{heading}</h1>
<div class="info"><span>来源：{agency}</span> <span>发布时间：2020-01-20 10:23</span>
 <span>浏览次数：<em>128</em></span> <span>字号：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span></div>
<div class="content">
{content}
</div>
<div class="share">分享到：</div>
</div>
<div class="footer"><p>版权所有：某县人民政府　主办：某县人民政府办公室</p>
<p>备案号：某ICP备00000001号　某公网安备00000000000001号　网站标识码：0000000001</p>
<p>地址：某县某路1号　联系电话：0000-0000000</p></div>
</body>
</html>
"""

_PASTED = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
{meta}<meta name=Generator content="Microsoft Word 11">
<title>{title}</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:""; text-indent:32.0pt;}} table.MsoNormalTable {{mso-style-noshow:yes}} --></style>
</head>
<body lang=ZH-CN style='text-justify-trim:punctuation'>
<div class=crumb>首页 &gt;&gt; 信息公开 &gt;&gt; 年度报告</div>
<div class=Section1 style='layout-grid:15.6pt'>
{content}
</div>
<!--[if gte vml 1]><v:shape id="s1"/><![endif]-->
<div class=bottom>【<a href="javascript:window.print()">打印</a>】【<a href="javascript:window.close()">关闭</a>】</div>
</body>
</html>
"""

_NESTED = """<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{title}</title>
<script language="javascript">function go(n) {{ if (n > 1) document.write("<table><tr><td>在线访谈</td></tr></table>"); }}</script>
</head>
<body bgcolor="#ffffff" onload="go(0)">
<table width="1000" border="1" align="center" cellspacing="0">
<tr><td colspan="2"><img src="top.jpg" alt=""></td></tr>
<tr><td colspan="2"><table width="100%" border="1"><tr><td><a href="/">网站首页</a></td><td>政务公开</td><td>办事指南</td>
<td>公众参与</td><td>便民服务</td></tr></table></td></tr>
<tr><td width="180" valign="top"><table border="1" width="100%"><tr><td>信息公开目录</td></tr><tr><td>机构职能</td></tr>
<tr><td>信息公开指南</td></tr><tr><td>信息公开制度</td></tr><tr><td>依申请公开</td></tr><tr><td>信息公开年报</td></tr></table></td>
<td valign="top"><table border="1" width="100%">
<tr><td>当前位置：首页 &gt;&gt; 政务公开 &gt;&gt; 信息公开年报</td></tr>
<tr><td align="center"><font size="5"><b>{title}</b></font></td></tr>
<tr><td align="center">发布单位：{agency}　发布日期：2020年1月20日　点击数：<script>document.write(32)</script>　【字体：大 中 小】</td></tr>
<tr><td>
{content}
</td></tr>
<tr><td>附件下载：<br><a href="/a.doc">1.年度报告.doc</a><br><a href="/b.xls">2.年度报告附表.xls</a></td></tr>
<tr><td align="right">【<a href="javascript:print()">打印本页</a>】【<a href="javascript:close()">关闭窗口</a>】</td></tr>
<tr><td>上一篇：<a href="/1">关于做好春节期间安全生产工作的通知</a><br>下一篇：没有了</td></tr>
<tr><td>相关链接：<a href="/2">某县人民政府</a> <a href="/3">某市人民政府</a></td></tr>
</table></td></tr>
<tr><td colspan="2" align="center">主办：某县人民政府　承办：某县人民政府办公室<br>版权所有　某ICP备00000001号　技术支持：某公司</td></tr>
</table>
</body>
</html>
"""


def clean(made: Manuscript) -> bytes:
    """A page of an orderly publishing system: what stands round the report, and the report, in UTF-8."""
    titles = [item.text for item in made.items if isinstance(item, Line) and item.kind == "title"]
    content = "\n".join(_clean_item(item) for item in made.items if not _is_title(item))
    heading = "<br>".join(map(escape, titles))
    page = _CLEAN.format(title=escape(made.title), agency=made.agency, heading=heading, content=content)
    return page.encode("utf-8")


def pasted(made: Manuscript) -> bytes:
    """A page pasted from Word, in GBK, which it does not say or says wrongly."""
    meta = "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>\n" if made.name in _MISSTATED else ""
    content = "\n".join(_pasted_item(item) for item in made.items)
    return _PASTED.format(meta=meta, title=escape(made.title), content=content).encode("gb18030")


def nested(made: Manuscript) -> bytes:
    """A page laid out with tables in tables, all of them ruled; the portal says the title once more."""
    content = "\n".join(_nested_item(item) for item in made.items)
    return _NESTED.format(title=escape(made.title), agency=made.agency, content=content).encode("gb18030")


def _is_title(item: Line | Grid) -> bool:
    return isinstance(item, Line) and item.kind == "title"


def _clean_item(item: Line | Grid) -> str:
    if isinstance(item, Grid):
        return _table("<table>", item, escape)
    return f"<h{item.depth}>{escape(item.text)}</h{item.depth}>" if item.depth else f"<p>{escape(item.text)}</p>"


def _pasted_item(item: Line | Grid) -> str:
    if isinstance(item, Grid):
        return _table("<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0>", item, _pasted_cell)
    centred = " align=center" if item.kind == "title" else ""
    return f"<p class=MsoNormal{centred}>{_spans(item.text)}<span lang=EN-US><o:p></o:p></span></p>"


def _pasted_cell(text: str) -> str:
    """A paragraph of spans, each digit in one of its own; Word keeps a blank cell open with a blank that does not break."""
    inside = _spans(text) if text.strip() else "<span lang=EN-US><o:p>&nbsp;</o:p></span>"
    return f"<p class=MsoNormal align=center>{inside}</p>"


def _spans(text: str) -> str:
    pieces = []
    for piece in filter(None, _DIGITS.split(text)):
        if piece.isascii() and piece.isdigit():
            pieces += [f"<span\nlang=EN-US style='font-size:16.0pt'>{digit}</span>" for digit in piece]
        else:
            pieces.append(f"<span style='font-family:仿宋_GB2312'>{_wrapped(piece)}</span>")
    return "".join(pieces)


def _wrapped(piece: str) -> str:
    """The source of a piece: lines that end anywhere between two characters, and blanks as Word keeps them."""
    gapped = _GAP.sub(lambda gap: "\xa0" * (len(gap[0]) - 1) + " ", escape(piece).replace("\n", "<br>"))
    parts = [gapped[start : start + 60] for start in range(0, len(gapped), 60)] if "<" not in gapped else [gapped]
    source = parts[0] if parts else ""
    for part in parts[1:]:
        is_inside = source[-1:].isalpha() and part[:1].isalpha() and not (source[-1:] + part[:1]).isascii()
        source += ("\n" if is_inside else "") + part
    return source.replace("\xa0", "&nbsp;")


def _nested_item(item: Line | Grid) -> str:
    if isinstance(item, Grid):
        parts = [
            _table('<table width="100%" border="1" bordercolor="#000000">', part, escape) for part in _blocks(item)
        ]
        return "\n".join(parts)
    if item.kind == "title":
        return f'<p align="center"><strong><font size="5">{escape(item.text)}</font></strong></p>'
    strong = ("<strong>", "</strong>") if item.kind == "heading" else ("", "")
    indented = f"　　{escape(item.text)}".replace("  ", "&nbsp; ")
    return f"<div>{strong[0]}{indented}{strong[1]}</div>"


def _blocks(grid: Grid) -> Iterator[Grid]:
    """A stacked table as a table for each of its blocks."""
    starts = [each.row for each in grid.cells if each.role is Role.TITLE] or [0]
    for start, end in zip(starts, (*starts[1:], grid.rows), strict=True):
        part = [replace(each, row=each.row - start) for each in grid.cells if start <= each.row < end]
        yield replace(grid, rows=end - start, cells=tuple(part))


def _table(opening: str, grid: Grid, drawn: Callable[[str], str]) -> str:
    lines = ["".join(_cell(each, drawn) for each in line) for line in rows(grid)]
    return f"{opening}<tbody>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</tbody></table>"


def _cell(printed: Printed, drawn: Callable[[str], str]) -> str:
    spans = (("colspan", printed.colspan), ("rowspan", printed.rowspan))
    attributes = "".join(f' {name}="{span}"' for name, span in spans if span > 1)
    return f"<td{attributes}>{drawn(printed.text)}</td>".replace("\n", "<br>" if drawn is escape else "\n")
