"""Units that hand in made-up reports, with the words their clerks use for themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its name, what it calls itself, its level, and how busy it is (the requests of an ordinary year)."""

    name: str
    own: str
    level: str
    kind: str
    whole: str
    parts: str
    office: str
    head: str
    county: str
    busy: int


def _township(name: str, ending: str, busy: int) -> Unit:
    villages = "各社区" if ending == "街道" else "各村"
    head = "办事处主任" if ending == "街道" else f"{ending}长"
    county = "临江区" if ending == "街道" else "云山县"
    return Unit(
        name, f"我{ending}", "乡镇", "township", f"全{ending}", villages, f"{name}党政办公室", head, county, busy
    )


def _department(name: str, busy: int) -> Unit:
    return Unit(name, "我局", "县级部门", "department", "全局", "各股室", f"{name}办公室", "局长", "云山县", busy)


def _county(name: str, whole: str, busy: int) -> Unit:
    parts = "各乡镇、各部门"
    return Unit(
        name, f"我{whole}", "县级", "county", f"全{whole}", parts, f"{name}办公室", f"{whole}长", "江州市", busy
    )


UNITS = (
    _township("青石镇", "镇", 4),
    _township("城关镇", "镇", 9),
    _township("五里铺镇", "镇", 0),
    _township("白杨镇", "镇", 2),
    _township("龙潭乡", "乡", 1),
    _township("柳河乡", "乡", 3),
    _township("上坪乡", "乡", 0),
    _township("新桥街道", "街道", 12),
    _township("东湖街道", "街道", 5),
    _department("云山县民政局", 6),
    _department("云山县水利局", 3),
    _department("云山县农业农村局", 8),
    _department("云山县市场监督管理局", 20),
    _department("云山县审计局", 2),
    _county("云山县人民政府", "县", 120),
    _county("临江区人民政府", "区", 90),
)
