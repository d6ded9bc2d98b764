"""What users can do: each command a pure function on top and the reading and writing below it.

COMMANDS is the one list; the command line and the add-in follow from it. Modules are imported when first used, so that
a quick command does not pay for a slow one.
"""

from typing import NamedTuple


class Listed(NamedTuple):
    """A command's name on the command line, its module, and what it does in a few words."""

    name: str
    module: str
    summary: str


COMMANDS: tuple[Listed, ...] = (
    Listed("new", "nianbao.commands.new_workbook", "新建一份年报工作簿（可带入上年结转）"),
    Listed("read", "nianbao.commands.read", "读取一份年报（工作簿、Word、网页、PDF、文本、WPS 和旧版格式）"),
    Listed("import", "nianbao.commands.import_report", "把已有的年报读进工作簿"),
    Listed("check", "nianbao.commands.check", "校验一份或多份年报"),
    Listed("waive", "nianbao.commands.waive", "给校验发现的一个问题写说明"),
    Listed("upgrade", "nianbao.commands.upgrade", "把旧版生成的工作簿升级成本版的，内容全部带过去，原文件不动"),
    Listed(
        "repair", "nianbao.commands.repair", "修正数字格式、金额单位、合计、空格和文字里的半角标点，先列出再改，可撤销"
    ),
    Listed("undo", "nianbao.commands.undo", "撤销本工具对工作簿的上一次修改"),
    Listed("carry", "nianbao.commands.carry", "把上年结转数带入已有的工作簿"),
    Listed("export", "nianbao.commands.export", "导出为 Word、PDF、网页、Markdown、文本、JSON 或 CSV"),
    Listed("package", "nianbao.commands.package", "生成报送包：工作簿、Word、PDF、网页、图解、校验意见和清单"),
    Listed("picture", "nianbao.commands.picture", "把一份年报的数据画成一页图解：PNG、SVG 或 PDF，可与上年比较"),
    Listed("distribute", "nianbao.commands.distribute", "按名单下发本年工作簿"),
    Listed("consolidate", "nianbao.commands.consolidate", "汇总各单位的年报"),
    Listed("dashboard", "nianbao.commands.dashboard", "把汇总画成一页：网页、PDF 或图片"),
    Listed("diff", "nianbao.commands.diff", "比对一个单位前后两份年报，或工作簿与已公布的年报"),
    Listed("alike", "nianbao.commands.alike", "找出几个单位雷同的文字，左右对照"),
    Listed("slips", "nianbao.commands.slips", "给各单位写退回单、核对单和催报单"),
    Listed("manual", "nianbao.commands.handbook", "打开使用手册，或把它另存到文件夹"),
    Listed("rules", "nianbao.commands.rules", "列出全部校验规则"),
    Listed("addin", "nianbao.commands.addin", "生成或检查 Excel 加载项"),
    Listed("libreoffice", "nianbao.commands.libreoffice", "在 LibreOffice Calc 里装上或卸下工具栏、菜单和函数"),
    Listed("serve", "udfs.serve", "后台程序：登记、注销；平时由 Excel 自己启动"),
    Listed("run", "udfs.run_once", "后台程序启动不了时，单独运行功能区的一个按钮"),
    Listed("doctor", "nianbao.commands.doctor", "自检：检查这台电脑能否正常使用，可存成诊断包"),
    Listed("demo", "nianbao.commands.demo", "用随附样例走一遍示例县的全年工作"),
)
