"""Portal pages: the page around an article is no text of the report, and nothing of the report goes with it."""

import json
import re

import pytest

from nianbao.adapters import html
from nianbao.commands.read import parse
from nianbao.core.errors import CannotRead
from nianbao.core.report import Report
from nianbao.forms import load
from tests.adapters.foreign import figures
from tests.builders import said

MADE = figures("2021")
TITLE = "青石镇2025年政府信息公开工作年度报告"
MENU = "".join(
    f"<li><a href='#'>{name}</a></li>" for name in ("首页", "政府信息公开年报", "一、总体情况", "依申请公开")
)
CRUMB = "<div>当前位置：<a href='#'>首页</a> &gt; <a href='#'>信息公开</a> &gt; 政府信息公开年度报告</div>"
ABOUT = (
    "<table border='1'><tr><td>索引号：<td>014/2026-1<td>主题分类：<td>其他<tr><td>发布机构：<td>青石镇人民政府"
    f"<td>公开日期：<td>2026-01-20<tr><td>名称：<td colspan='3'>{TITLE}</table>"
)
SOURCE = "<p>发布时间：2026-01-20 09:12　来源：党政办　浏览次数：<b>123</b>次　字体：[<a href='#'>大</a> 中 小]</p>"
SIGNED = "<p>青石镇人民政府</p><p>2026年1月20日</p>"
FOOT = (
    "<p>【<a href='#'>打印本页</a>】【<a href='#'>关闭窗口</a>】</p><p>附件下载：</p><p><a href='1'>1.年度报告.doc</a></p>"
    f"<p>上一篇：<a href='#'>{TITLE.replace('2025', '2024')}</a></p><p>下一篇：没有了</p><p>分享到：</p>"
    "<div><p>主办单位：青石镇人民政府　承办单位：党政办</p><p>地址：人民路1号　邮编：223100　电话：0517-1234567</p>"
    "<p>苏ICP备12345678号　苏公网安备 32000000000001号　网站标识码：3208290001</p></div>"
)


def article() -> str:
    """The report as a page shows it, without what stands round it."""
    whole = html.write(MADE, load.by_id("2021")).decode()
    inner = whole[whole.index("<h1") : whole.rindex("</body>")]
    return re.sub(r"</?(main|article|section)[^>]*>", "", inner)


def read(page: str) -> tuple[Report, list[str]]:
    """The report of a page, and the codes of what was said."""
    found = parse(page.encode(), "青石镇.html")
    return found.report, [rule for rule, _ in said(found.findings)]


PORTALS = {
    "divisions": "<div>{menu}{crumb}</div>{about}<div>{source}<div>{article}{signed}</div></div><div>{foot}</div>",
    "flat": "{menu}{crumb}{about}{source}{article}{signed}{foot}",
    "layout tables": "<table border='1'><tr><td colspan='2'>{menu}{crumb}<tr><td>{menu}<td>{about}{source}{article}{signed}"
    "<tr><td colspan='2'>{foot}</table>",
    "one layout table a row": "<table border='1'><tr><td>{crumb}<td>{menu}</table><table border='1'><tr><td>{article}{signed}"
    "</table><table border='1'><tr><td>{foot}</table>",
    "elements": "<nav>栏目</nav>{crumb}<main>{article}{signed}</main><aside>{menu}</aside><footer>{foot}</footer>",
}


@pytest.mark.parametrize("portal", sorted(PORTALS))
def test_page_frame_is_no_text_of_the_report(portal: str) -> None:
    """Menus, breadcrumbs, source, print, copyright: none is in a text; signature and date are."""
    parts = {
        "menu": f"<ul>{MENU}</ul>",
        "crumb": CRUMB,
        "about": ABOUT,
        "source": SOURCE,
        "foot": FOOT,
        "signed": SIGNED,
    }
    found, codes = read(f"<body>{PORTALS[portal].format(**parts, article=article())}</body>")
    assert found.values == MADE.values
    assert (found.agency, found.texts["head_title"], found.texts["head_lead"]) == ("青石镇", TITLE, "")
    assert found.texts["s6_text"] == f"{MADE.texts['s6_text']}\n青石镇人民政府\n2026年1月20日"
    assert set(codes) <= {"D042"}


def test_contact_of_the_report_is_kept() -> None:
    """An address is the report's own unless the page's foot goes on right below it."""
    own = "<p>联系地址：青石镇人民路1号</p><p>如有疑问，请致电青石镇党政办（电话：0517-1234567）。</p>"
    for page in (f"<body><div>{article()}{own}{SIGNED}</div>{FOOT}</body>", f"<body>{article()}{own}{SIGNED}</body>"):
        text = read(page)[0].texts["s6_text"]
        assert text.endswith(
            "联系地址：青石镇人民路1号\n如有疑问，请致电青石镇党政办（电话：0517-1234567）。\n青石镇人民政府\n2026年1月20日"
        )


def test_foot_of_an_article_is_its_own() -> None:
    """A footer element inside the article holds the signature; that of the page does not."""
    page = f"<body><article><div>{article()}</div><footer>{SIGNED}</footer></article><footer><p>某某公司</p></footer></body>"
    found, codes = read(page)
    assert found.texts["s6_text"].endswith("青石镇人民政府\n2026年1月20日")
    assert codes == ["D042"]


def test_what_was_left_out_of_the_article_is_quoted() -> None:
    """Lines of the page inside the article's own block are named with their place."""
    found = parse(f"<body>{article()}<p>【打印本页】</p><p>扫一扫在手机打开</p></body>".encode(), "青石镇.html")
    (finding,) = found.findings
    assert (finding.rule, finding.where) == ("D042", "第15段")
    assert "「【打印本页】」等 2 段" in finding.message


def test_title_over_two_lines_outside_the_article_is_whole() -> None:
    """The portal sets the headline apart from the article: its first line names the unit."""
    _, body = article().split("</h1>", 1)
    page = f"<body><div>青石镇人民政府</div><div>2025年政府信息公开工作年度报告</div>{SOURCE}<div>{body}</div>{FOOT}</body>"
    found, codes = read(page)
    assert (found.agency, found.year, found.texts["head_lead"], codes) == ("青石镇人民政府", 2025, "", [])


def test_lists_of_contents_head_no_sections() -> None:
    """A list of links to the sections comes before them and is none of them."""
    links = "".join(f"<li><a href='#{each.code}'>{each.title}</a></li>" for each in load.by_id("2021").sections)
    found, _ = read(article().replace("</h1>", f"</h1><ul>{links}</ul>", 1))
    assert [heading.section for heading in found.headings] == ["s1", "s2", "s3", "s4", "s5", "s6"]


def test_headers_and_footers_of_printed_pages_are_left_out() -> None:
    """Word processors save them as divisions with a title of their own."""
    page = f"<body><div title='header'><p>内部资料</p></div>{article()}<div title='footer'><p>共三页</p></div></body>"
    found, codes = read(page)
    assert (found.texts["head_lead"], found.texts["s6_text"], codes) == ("", MADE.texts["s6_text"], [])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<table><tr><td>7</td></tr></table>", "7"),
        ("<s>3</s><ins>7</ins>", "7"),
        ("<span style='text-decoration: line-through'>3</span>7", "7"),
        ("7<span class='h'>9</span>", "7"),
        ("<span class='np'>7</span>", "7"),
        ("7<span style='vertical-align:super'>1</span>", "7"),
        ("<input value='7'>", "7"),
        ("<p class=MsoNormal><span>&nbsp;7</span><o:p>&nbsp;</o:p></p>", "7"),
        ("<span style='font-size:0'>1</span>7", "7"),
    ],
)
def test_number_is_what_the_eye_sees(cell: str, value: str) -> None:
    """Nested tables are part of their cell; struck, hidden and raised figures are no part of a number."""
    style = "<style>p.x, .h{display:none} @media print{.np{display:none}}</style>"
    found = html.read(f"{style}<table><tr><td>规章<td>信息内容<td>本年制发件数<td>{cell}</table>".encode(), "x")
    (grid,) = found.items
    assert grid.rows[0][3].text.strip() == value


def test_table_in_a_data_cell_does_not_break_the_table() -> None:
    """What Word pastes into a cell belongs to the cell; the table around it stays a table."""
    found, codes = read(article().replace(">7<", "><table><tr><td>7</td></tr></table><", 1))
    assert (found.values, codes) == (MADE.values, [])


def test_rows_of_a_table_foot_stand_at_its_end() -> None:
    """Browsers show the foot last, wherever it stands in the page."""
    found = html.read(
        b"<table><tfoot><tr><td>3</td></tr></tfoot><tr><td>2</td></tr><tr><td>2<td>b</td></tr>"
        b"<thead><tr><td>1</td><td>a</td></tr></thead></table>",
        "x",
    )
    (grid,) = found.items
    assert [[cell.text for cell in row] for row in grid.rows] == [["1", "a"], ["2"], ["2", "b"], ["3"]]


@pytest.mark.parametrize(
    "page",
    [
        "<div id='app'>加载中</div><script type='application/json'>{json}</script>",
        "<div id='app'></div><script>var a = '{text}'</script>",
        "<textarea style='display:none'>{escaped}</textarea><div id='app'>x</div>",
    ],
)
def test_report_inside_a_script_is_refused_by_name(page: str) -> None:
    """What only a browser unfolds is not on the page we read: the sentence says so and what to do."""
    text = article()
    shown = page.replace("{json}", json.dumps({"content": text})).replace("{text}", text.replace("</", "<\\/"))
    with pytest.raises(CannotRead, match=r"「青石镇\.html」：年报正文写在网页的脚本或输入框里"):
        read(f"<body>{shown.replace('{escaped}', text.replace('<', '&lt;'))}</body>")
