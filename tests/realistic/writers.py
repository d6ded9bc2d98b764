"""Clerks of different habits: each writes the same facts into the sections in a way of their own."""

from collections.abc import Callable
from itertools import chain

from nianbao.core.cell import Cell
from nianbao.core.report import Report
from tests.realistic import announced, claims
from tests.realistic.pen import Pen

Texts = dict[str, str]
Writer = Callable[[Pen, Report, Report | None], Texts]
ORDINALS = "一二三四五六七八九"


def under_five_heads(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """The customary five sub-headings on lines of their own."""
    parts = {
        "（一）主动公开": [
            announced.published(pen, report),
            announced.documents(pen, report),
            *pen.pick("disclosure", 2),
        ],
        "（二）依申请公开": [claims.requests(pen, report, prior), claims.reviews(pen, report)],
        "（三）政府信息管理": [*pen.pick("management", 2), *pen.pick("odd", 2)],
        "（四）政府信息公开平台建设": pen.pick("platform", 3),
        "（五）监督保障": pen.pick("supervision", 3),
    }
    lines = chain.from_iterable((head, "".join(told)) for head, told in parts.items())
    return {"s1_text": "\n".join([pen.one("overview"), *lines]), "s5_text": _listed_problems(pen)}


def with_run_in_heads(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """Sub-headings that run on into their paragraphs, with decisions and fees told too."""
    heads = ("主动公开情况", "依申请公开情况", "政府信息管理情况", "平台建设情况", "监督保障情况")
    told = (
        [
            announced.published(pen, report),
            announced.decisions(pen, report),
            *pen.pick("disclosure", 2),
            *pen.pick("odd", 2),
        ],
        [claims.requests(pen, report, prior)],
        [announced.documents(pen, report), *pen.pick("management", 2)],
        pen.pick("platform", 2),
        [claims.reviews(pen, report), *pen.pick("supervision", 2)],
    )
    lines = [f"（{ORDINALS[at]}）{head}。{''.join(told[at])}" for at, head in enumerate(heads)]
    return {"s1_text": "\n".join([*pen.pick("overview", 2), *lines]), "s5_text": _problems_under_heads(pen)}


def counting_one_two(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """One long paragraph: 一是…二是…三是…"""
    points = [
        f"加强组织领导。{pen.one('supervision')}",
        f"突出公开重点。{pen.one('disclosure')}{announced.published(pen, report)}",
        f"规范依申请公开。{claims.requests(pen, report, prior)}",
        f"严格审核把关。{pen.one('management')}{announced.documents(pen, report)}",
        f"拓宽公开渠道。{''.join([*pen.pick('platform', 2), *pen.pick('odd', 2)])}",
    ]
    told = "".join(f"{ORDINALS[at]}是{point}" for at, point in enumerate(points))
    return {"s1_text": f"{pen.one('overview')}{told}{claims.reviews(pen, report)}", "s5_text": _listed_problems(pen)}


def in_plain_paragraphs(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """No headings and no numbering; blank-led paragraphs."""
    paragraphs = [
        "".join(pen.pick("overview", 2)),
        "".join([*pen.pick("disclosure", 2), announced.published(pen, report), announced.fees(pen, report)]),
        claims.requests(pen, report, prior) + claims.reviews(pen, report),
        "".join(pen.pick("odd", 3)),
        "".join([*pen.pick("management"), *pen.pick("platform", 2), *pen.pick("supervision", 2)]),
    ]
    text = "\n".join("　　" + each for each in paragraphs)
    return {"s1_text": text, "s5_text": _problems_in_one_breath(pen)}


def with_digits_before(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """Points numbered 1. 2. 3., requests and reviews told beneath their tables."""
    points = [*pen.pick("supervision", 2), *pen.pick("disclosure", 2), *pen.pick("management"), *pen.pick("odd", 3)]
    lines = [f"{at}.{each}" for at, each in enumerate(points, 1)]
    return {
        "s1_text": "\n".join([pen.one("overview"), *lines, announced.published(pen, report)]),
        "s2_text": announced.documents(pen, report) + announced.decisions(pen, report),
        "s3_text": claims.requests(pen, report, prior),
        "s4_text": claims.reviews(pen, report),
        "s5_text": _problems_under_heads(pen),
    }


def in_a_few_words(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """A short report of a busy clerk."""
    text = (
        f"{pen.one('overview')}{announced.published(pen, report)}{pen.one('odd')}{claims.requests(pen, report, prior)}"
    )
    return {"s1_text": text + claims.reviews(pen, report), "s5_text": _problems_in_one_breath(pen)}


def at_full_length(pen: Pen, report: Report, prior: Report | None) -> Texts:
    """Everything told, in three chapters of one's own and with much that no table holds."""
    chapters = {
        "（一）强化组织保障，凝聚公开合力。": pen.pick("supervision", 4),
        "（二）聚焦重点领域，提升公开质效。": [
            announced.published(pen, report),
            *pen.pick("disclosure", 4),
            announced.documents(pen, report),
            announced.decisions(pen, report),
            announced.fees(pen, report),
        ],
        "（三）规范办理流程，做好依申请公开。": [claims.requests(pen, report, prior), claims.reviews(pen, report)],
        "（四）夯实基础工作，优化平台布局。": [
            *pen.pick("management", 3),
            *pen.pick("platform", 2),
            *pen.pick("odd", 4),
        ],
    }
    lines = [head + "".join(told) for head, told in chapters.items()]
    return {"s1_text": "\n".join([*pen.pick("overview", 2), *lines]), "s5_text": _listed_problems(pen)}


WRITERS: tuple[Writer, ...] = (
    under_five_heads,
    with_run_in_heads,
    counting_one_two,
    in_plain_paragraphs,
    with_digits_before,
    in_a_few_words,
    at_full_length,
)


def around(pen: Pen, report: Report) -> Texts:
    """Title, lead and section six, which all clerks write much alike."""
    lead = [pen.one("law"), pen.one("period"), pen.one("contact")]
    return {
        "head_title": pen.one("title"),
        "head_lead": pen.choose("\n", "").join(each for each in lead if each),
        "s6_text": _others(pen, report),
    }


def _others(pen: Pen, report: Report) -> str:
    fee = any(report.values.get(Cell.parse(address)) for address in ("t2_8.1_fees", "t3_3.6.2_total"))
    told = pen.pick("unpaid") if fee or pen.random.random() < 0.8 else []
    told += pen.pick("other", 2) if pen.random.random() < 0.7 or not told else []
    return pen.choose("\n", "").join(told) or "无。"


def _listed_problems(pen: Pen) -> str:
    problems, measures = pen.pick("problems", 3), pen.pick("measures", 3)
    told = "；".join(f"{ORDINALS[at]}是{each}" for at, each in enumerate(problems))
    mend = "；".join(f"{ORDINALS[at]}是{each}" for at, each in enumerate(measures))
    start = pen.choose(
        f"{pen.year}年，{pen.unit.own}公开工作虽有进步，但仍存在一些不足：",
        "对照上级要求和群众期盼，主要存在以下问题：",
        "回顾一年来的工作，还存在三个方面的问题，",
    )
    return f"{start}{told}。\n{pen.one('improved')}{pen.choose('改进措施：', '为此，将采取以下措施：', '')}{mend}。{pen.one('plans')}"


def _problems_under_heads(pen: Pen) -> str:
    problems = [f"{at}.{each}。" for at, each in enumerate(pen.pick("problems", 3), 1)]
    measures = [f"{at}.{each}。" for at, each in enumerate(pen.pick("measures", 4), 1)]
    told = [pen.choose("（一）存在的主要问题", "（一）主要问题"), *problems, pen.one("improved")]
    return "\n".join(each for each in (*told, "（二）改进情况", *measures, pen.one("plans")) if each)


def _problems_in_one_breath(pen: Pen) -> str:
    problem, measure = pen.pick("problems", 2), pen.pick("measures", 2)
    return f"主要问题是{'，'.join(problem)}。{pen.one('improved')}{pen.one('plans')}{'，'.join(measure)}。"
