"""What readers have to say: the D findings, each with its code, level and sentence, in one list."""

from nianbao.core.finding import Finding, Level

# code: (level, what it is about, remedy)
NOTES: dict[str, tuple[Level, str, str]] = {
    "D001": (Level.WARNING, "数字是文本格式或全角，已按数字读入", "请改为半角数字，避免表内公式漏算。"),
    "D002": (Level.WARNING, "不是数字，未读入", "请核对后改填数字。"),
    "D003": (Level.WARNING, "填的是横线、斜线或「无」，按未填处理", "没有的请填 0。"),
    "D004": (Level.WARNING, "数字后带有注释，已只取数字", "请把注释移到文字部分。"),
    "D005": (Level.ERROR, "单元格是错误值", "请改正公式或重新填写。"),
    "D006": (Level.WARNING, "被识别成了日期，未读入", "请把单元格改为数字后重新填写。"),
    "D007": (Level.WARNING, "金额单位是元，已折算为万元", "请核对折算结果。"),
    "D008": (Level.WARNING, "合计格的公式结果与各格之和不同，已重新计算", "请检查有没有文本格式的数字被公式漏掉。"),
    "D009": (Level.HINT, "公式没有保存结果，已重新计算", "打开文件保存一次即可。"),
    "D010": (Level.ERROR, "表格这一行的格数与列数不符，未读入", "请对照原文逐格填写。"),
    "D011": (Level.ERROR, "报告正文没有这张表，只在附件的格式模板里有，已从附件读入", "请把表格放回正文相应部分。"),
    "D012": (Level.HINT, "附件里还有一张空白或重复的表，未读入", "公布前请删去附件模板。"),
    "D013": (Level.ERROR, "表格是另一年度格式的", "请改用本年度格式的表格重新填写。"),
    "D014": (Level.ERROR, "没有找到这张表", "请补上这张表。"),
    "D015": (Level.WARNING, "这一行在格式里没有对应项，未读入", "请核对，需要的并入相应项。"),
    "D016": (Level.WARNING, "标题没有年度，年度取自正文", "请在标题写明年度。"),
    "D017": (Level.WARNING, "看不出年度", "请写明统计年度。"),
    "D018": (Level.WARNING, "看不出单位名称", "请写明单位名称。"),
    "D019": (Level.WARNING, "这一行的取值位置有疑问，未读入", "请对照原文逐格填写。"),
    "D020": (Level.HINT, "数据在隐藏的行、列或工作表里，已照常读入", "请取消隐藏后核对。"),
    "D021": (Level.WARNING, "工作簿里的单元格名称丢失，已按表格文字识别", "请核对各数，或换用新下发的工作簿。"),
    "D022": (Level.WARNING, "金额小数超过四位（不足 1 元）", "请核对单位是不是万元。"),
    "D023": (Level.WARNING, "同一项出现了两次，只取了第一次", "请删去重复的一行。"),
    "D024": (Level.WARNING, "看不出金额单位，按万元读入", "请核对单位是不是万元。"),
    "D025": (Level.HINT, "这一行的表头文字与格式不同，已按近似文字对应", "请与原文核对。"),
    "D026": (Level.ERROR, "这一项在格式里分行填写，只有一行数，未读入", "请按格式分到各行。"),
    "D027": (Level.WARNING, "这张表只有个别文字与格式相同，未读入", "请核对其中有没有应填入年报表格的数。"),
    "D028": (Level.ERROR, "报告年度与所用表格的格式不符", "请改用该年度格式的表格重新填写。"),
    "D029": (Level.WARNING, "表格多出一列，格式里没有对应项，未读入", "请核对，需要的并入相应列。"),
    "D030": (Level.WARNING, "公式没有保存结果，未读入", "请用 Excel 或 WPS 打开保存一次，或直接填数字。"),
    "D031": (Level.WARNING, "表格里没有找到这些项，未读入", "请对照原文逐格填写。"),
    "D040": (
        Level.ERROR,
        "表格是用排版文字画出来的，不是真正的表格，未读入",
        "请提供原来的 Word 文件，或对照原文逐格填写。",
    ),
    "D041": (Level.WARNING, "缺少的表可能在网页里嵌着的另一个页面中，未读入", "请直接打开那个页面再读。"),
    "D042": (
        Level.HINT,
        "是网页上栏目、来源、版权之类的话，没有当作年报的文字",
        "请看一眼，确属年报的请补到相应部分。",
    ),
    "D043": (Level.HINT, "是附件里的文字，没有当作年报的文字", "请看一眼，确属年报的请补到相应部分。"),
    "D044": (Level.WARNING, "标题没有单位名称，名称取自正文", "请在标题写明单位名称。"),
    "D045": (Level.HINT, "这张表里没有年报表格的项目，未读入", "请看一眼，其中有应写入年报的内容时请补到相应部分。"),
    "D048": (
        Level.WARNING,
        "同一项出现了两次，数不相同，分不清哪一行是，未读入",
        "请对照原文填写，并删去多余的一行。",
    ),
    "D050": (Level.WARNING, "与报送包的清单不一致", "请与报送单位核对，需要时请对方重新生成报送包。"),
    "D051": (
        Level.HINT,
        "工作簿由旧版程序生成，数和文字照常读入",
        "要用本版的全部功能，请升级成本版的工作簿（upgrade）；汇总工作簿重新汇总即可。",
    ),
    "D052": (
        Level.HINT,
        "工作簿由更新的版本生成，已读入本版认得的内容，本版不改动它",
        "请更新本机的程序。",
    ),
    "D053": (Level.WARNING, "更新的版本生成的工作簿里有本版不认得的格，未读入", "请更新本机的程序后再读。"),
    "D047": (Level.WARNING, "表头少了一栏，其余与格式相同，已按格式的次序读入", "请与原文核对各列。"),
}


def note(
    code: str,
    detail: str,
    *,
    places: tuple[str, ...] = (),
    where: str | None = None,
    left: str | None = None,
    right: str | None = None,
) -> Finding:
    """The D finding of a code; `detail` names the place and quotes what stood there, without a final stop."""
    level, about, remedy = NOTES[code]
    return Finding(
        rule=code,
        level=level,
        message=f"{detail}：{about}。",
        remedy=remedy,
        basis="读入",
        places=places,
        where=where,
        left=left,
        right=right,
    )
