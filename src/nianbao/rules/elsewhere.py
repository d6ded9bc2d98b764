"""What is found outside the rules' own functions: while carrying over, while gathering, beside another rule."""

from nianbao.core.finding import Level
from nianbao.rules import rollup
from nianbao.rules.rule import Rule, of_function

_CARRYING, _SUMMING = "结转时核对", "汇总时核对"
RULES = (
    Rule(
        "T002",
        "V5",
        Level.ERROR,
        "整张表都未填写。",
        "格式要求逐格填报",
        "逐格填写，没有的填 0。",
        "没有收到申请的，表三各格填 0。",
        "表三空着。",
        waivable=False,
    ),
    Rule(
        "T005",
        "",
        Level.HINT,
        "说明过的问题已经不存在。",
        "说明与数字一一对应",
        "可以清空这一行的说明。",
        "改正以后清空说明。",
        "数已改正，说明还留着。",
    ),
    Rule("J001", "Y1", Level.WARNING, "上年年报相应格未填写，没有带入。", _CARRYING, "核实上年数后填写。"),
    Rule("J002", "Y1", Level.WARNING, "已填的数与上年年报不同，没有改动。", _CARRYING, "与上年年报核对。"),
    Rule("J003", "Y1", Level.WARNING, "上年年报的合计与各列之和不同。", _CARRYING, "核实上年各列后再带入。"),
    Rule("J004", "Y1", Level.HINT, "上年年报的格式没有对应项，没有带入。", _CARRYING, "按本单位台账填写。"),
    Rule("J005", "Y1", Level.WARNING, "上年年报的单位名称与本单位不同。", _CARRYING, "核对是不是拿错了文件。"),
    Rule(
        "J006", "Y1", Level.WARNING, "所给的上年年报不是上一年度的，没有核对结转。", _CARRYING, "换用上一年度的年报。"
    ),
    Rule("H001", "C1", Level.ERROR, "单位缺报。", _SUMMING, "催报；汇总数暂不含该单位。", waivable=False),
    Rule(
        "H002",
        "C1",
        Level.ERROR,
        "一个单位报了不止一份，内容不同。",
        _SUMMING,
        "与单位确认以哪一份为准，移走其余的。",
        waivable=False,
    ),
    Rule("H003", "C1", Level.ERROR, "报来的文件读不了。", _SUMMING, "按所说的原因请单位重报。", waivable=False),
    Rule("H004", "C1", Level.ERROR, "年度或格式与本次汇总不符。", _SUMMING, "请单位改报。", waivable=False),
    Rule("H005", "C1", Level.WARNING, "汇总数不含未填写的格。", _SUMMING, "请有关单位补填后重新汇总。"),
    Rule("H006", "C1", Level.WARNING, "报来的单位不在名单上。", _SUMMING, "核对单位名称，或补进名单。"),
    of_function(
        "H007",
        "C1",
        Level.ERROR,
        rollup.published,
        remedy="核对；联合发文、共同被告、转办申请只计一次的，在汇总工作簿「校验结果」页这一条后面写明说明和说明人，"
        "再汇总到同一个文件即生效；两边的数有一个改动，说明即失效并列出。",
    ),
    of_function("H008", "C3", Level.WARNING, rollup.carried, remedy="核对各单位的上年结转；名单有增减的，写明说明。"),
    Rule(
        "H009",
        "C4",
        Level.WARNING,
        "几个单位的文字雷同，只改了名称、年份和数字。",
        _SUMMING,
        "与这些单位核实，按各自实际重写。",
        "各单位写各自的做法。",
        "两个镇的总体情况除镇名外一字不差。",
    ),
    Rule(
        "H010",
        "C2",
        Level.ERROR,
        "「调整」页有一行没有计入汇总数。",
        "县级年报为各单位之和，例外须写明原因",
        "在「调整」页写明位置、调整数、原因和经办人，再汇总到同一个文件。",
        "联合发文各单位都报了，写明「-1，与某局联合印发，只计一次」和经办人。",
        "只写了 -1，没有写原因。",
        waivable=False,
    ),
)
