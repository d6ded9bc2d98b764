"""Unit, year and level from what the head of a report says."""

import pytest

from nianbao.core.document import Paragraph
from nianbao.forms.recognise_title import agency, head, unit_of_text, year_of_text, year_of_title
from nianbao.forms.words import level_of, words


@pytest.mark.parametrize(
    ("title", "name", "year"),
    [
        ("水江镇2019年度政府信息公开工作年度报告", "水江镇", 2019),
        ("寒葱沟镇人民政府2020年政府信息公开工作年度报告", "寒葱沟镇人民政府", 2020),
        ("西岩镇政府信息公开工作年度报告", "西岩镇", None),
        ("西岩镇人民政府信息公开工作年度报告", "西岩镇人民政府", None),
        ("2023年青石镇政府信息公开工作年度报告", "青石镇", 2023),
        ("青石镇二〇二三年政府信息公开年报", "青石镇", 2023),
        ("关于青石镇２０２３年度政务公开工作年度报告", "青石镇", 2023),
        ("青石镇关于2023年度政府信息公开工作情况的年度报告", "青石镇", 2023),
        ("２０２３年政府信息公开工作年度报告", None, 2023),
        ("青石鎮2023年政府信息公開工作年度報告", "青石鎮", 2023),
        ("關於青石鎮人民政府信息公開工作年度報告", "青石鎮人民政府", None),
    ],
)
def test_title_names_unit_and_year(title, name, year):
    """The unit stands before 政府信息公开, the year anywhere."""
    assert (name, year) == (agency(title), year_of_title(title))


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(text, f"第{i}行") for i, text in enumerate(texts, start=1)]


def test_head_joins_a_title_over_two_lines():
    """A title broken anywhere is put together, the rest is the lead."""
    found = head(paragraphs("青石镇人民政府", "2023年政府信息公开工作年度报告", "根据条例，现报告如下。"))
    assert found.title == "青石镇人民政府2023年政府信息公开工作年度报告"
    assert [paragraph.text for paragraph in found.lead] == ["根据条例，现报告如下。"]


def test_head_leaves_other_lines_out_of_the_title():
    """A portal's date above a whole title is no part of it nor of the lead; it is kept apart."""
    found = head(paragraphs("发布时间：1月20日", "青石镇2023年政府信息公开工作年度报告", "根据条例，现报告如下。"))
    assert found.title == "青石镇2023年政府信息公开工作年度报告"
    assert [paragraph.text for paragraph in found.lead] == ["根据条例，现报告如下。"]
    assert [paragraph.text for paragraph in found.aside] == ["发布时间：1月20日"]


@pytest.mark.parametrize(
    "above",
    [
        ("首页 > 政务公开 > 政府信息公开年度报告",),
        ("当前位置：首页 >> 青石镇2023年政府信息公开工作年度报告",),
        ("政府信息公开年报", "政策文件"),
        ("名 称：青石镇2023年政府信息公开工作年度报告",),
        ("政府信息公开工作年度报告", "索引号：", "014/2024-1"),
    ],
)
def test_head_takes_no_menu_for_the_title(above):
    """What only ends like a title, or stands on a line of the page's own, gives way to the title."""
    found = head(paragraphs(*above, "青石镇2023年政府信息公开工作年度报告"))
    assert (found.title, found.lead) == ("青石镇2023年政府信息公开工作年度报告", ())


def test_head_takes_a_title_said_again_for_the_title():
    """The portal's own headline and the report's title under it are one: none of them stays in the lead."""
    found = head(
        paragraphs(
            "青石镇2023年政府信息公开工作年度报告",
            "来源：党政办",
            "2024-01-20 09:12",
            "青石镇2023年",
            "政府信息公开工作年度报告",
            "现报告如下。",
        )
    )
    assert found.title == "青石镇2023年政府信息公开工作年度报告"
    assert [paragraph.text for paragraph in found.lead] == ["现报告如下。"]


def test_lead_of_a_report_is_kept_whatever_it_speaks_of():
    """Sentences and contact lines of the lead are the report's, also where they name sources or dates."""
    lead = ["发布时间以网站为准。", "联系电话：0517-1234567", "2024年1月20日"]
    found = head(paragraphs("青石镇2023年政府信息公开工作年度报告", *lead))
    assert [paragraph.text for paragraph in found.lead] == lead


@pytest.mark.parametrize(
    ("lead", "last", "name"),
    [
        (["本报告由青石镇人民政府编制，向社会公布。"], [], "青石镇人民政府"),
        (["本报告由我镇党政办公室编制。"], ["无其他事项。", "青石镇人民政府", "2024年1月20日"], "青石镇人民政府"),
        ([], ["无。", "青石镇人民政府", "二〇二四年一月二十日", "联系电话：1"], "青石镇人民政府"),
        ([], ["无。", "谢谢", "2024年1月20日"], None),
        (["由本机关编制。"], ["青石镇人民政府"], None),
    ],
)
def test_unit_of_text_is_who_made_or_signed_the_report(lead, last, name):
    """A title without a unit: the lead says by whom it was made, or the end is signed and dated."""
    found = unit_of_text(paragraphs(*lead), paragraphs(*last))
    assert name == (found.name if found else None)


def test_year_of_text_prefers_the_stated_period():
    """The period of the lead outweighs what the text speaks of."""
    lead = paragraphs("数据统计期限自2023年1月1日起至2023年12月31日止。")
    found = year_of_text(lead, paragraphs("2022年度。", "2022年度。"))
    assert found is not None
    assert (found.year, found.place) == (2023, "第1行")


def test_year_of_text_counts_what_is_spoken_of():
    """The year named most often wins; level counts decide nothing."""
    found = year_of_text([], paragraphs("公开2022年度决算、2023年度预算。", "2023年度，共公开15条。"))
    assert found is not None
    assert (found.year, found.place, found.quote[:6]) == (2023, "第1行", "2023年度")
    assert year_of_text([], paragraphs("2022年度决算、2023年度预算。")) is None


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("水江镇", "乡镇"),
        ("寒葱沟镇人民政府", "乡镇"),
        ("卞路口乡", "乡镇"),
        ("城关街道办事处", "乡镇"),
        ("示例县青石镇人民政府", "乡镇"),
        ("示例县财政局", "县级部门"),
        ("示例县人民政府办公室", "县级"),
        ("示例县人民政府", "县级"),
        ("示例省人民政府", "省级"),
        ("示例自治区人民政府", "省级"),
        ("示例自治州", "市级"),
        ("鸭河工区管委会", None),
        ("示例县经济开发区管理委员会", None),
        ("财政局", None),
        ("示例市人民政府", None),
        ("示例新区", None),
    ],
)
def test_level_follows_plain_endings(name, level):
    """A level is told only where the name's ending leaves no doubt."""
    assert level == level_of(name)


def test_words_are_complete():
    """Every list of the word file holds something."""
    assert all(vars(words()).values())
