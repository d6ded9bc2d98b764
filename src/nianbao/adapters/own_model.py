"""Our own JSON as a model: what `read --json` and `export` to .json write, what is read back, and what is published."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

# As long as a spreadsheet's smallest and largest figures written without an exponent.
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,400}(\.[0-9]{1,400})?$")]
_Mark = Annotated[tuple[int, int], Strict(strict=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", json_schema_serialization_defaults_required=True)


class ToldSource(_Strict):
    """一格或一段文字在原文件里的位置。"""

    file: str = Field(title="文件名")
    place: str = Field(title="位置", description="如「表三!D14」「第87行」")


class ToldFinding(_Strict):
    """读入原文件时发现的一个问题。"""

    rule: str = Field(title="规则编号")
    level: Literal["error", "warning", "hint"] = Field(title="级别", description="错误、警告、提示")
    message: str = Field(title="哪里、现状、相差")
    agency: str | None = Field(None, title="单位名称")
    file: str | None = Field(None, title="文件名")
    places: list[str] = Field([], title="有关的地址")
    where: str | None = Field(None, title="在原文件里的位置")
    left: str | None = Field(None, title="左边的数或原来的写法")
    right: str | None = Field(None, title="右边的数")
    difference: str | None = Field(None, title="相差")
    remedy: str = Field("", title="怎么改")
    basis: str = Field("", title="依据")
    waiver: dict[str, Any] | None = Field(None, title="说明")
    quote: str | None = Field(None, title="有关的原句")
    marks: list[_Mark] = Field([], title="原句里有关的字，从第几个到第几个")
    # What the rules make of it is made anew at each check.
    cause: dict[str, Any] | None = Field(None, title="同一原因")


class ToldWaiver(_Strict):
    """对一个问题所写的说明。"""

    rule: str = Field(title="规则编号")
    held: dict[str, str | None] = Field(title="写说明时各处的数")
    reason: str = Field(title="理由")
    by: str = Field(title="说明人")
    date: str = Field(title="说明日期")


class ToldReport(BaseModel):
    """一个单位一年的政府信息公开工作年度报告。"""

    # Later versions may say more; figures and texts must be of a kind we know.
    model_config = ConfigDict(
        strict=True, extra="ignore", populate_by_name=True, json_schema_serialization_defaults_required=True
    )
    schema_id: str | None = Field(None, alias="$schema", title="本格式的编号")
    schema_version: str | None = Field(None, title="本格式的版本")
    form: str = Field(title="官方格式的编号")
    agency: str | None = Field(None, title="单位名称", description="null 表示未填写")
    year: int | None = Field(None, title="统计年度", description="null 表示未填写")
    level: str | None = Field(None, title="层级", description="乡镇、县级部门、县级等；null 表示未填写")
    values: dict[str, Number | None] = Field({}, title="各表的数")
    texts: dict[str, str] = Field({}, title="标题、导语和各章的文字", description="段与段之间是换行符；没有的为空")
    headings: list[str] = Field([], title="各章标题的原样")
    sources: dict[str, ToldSource] = Field({}, title="每格每段在原文件里的位置")
    findings: list[ToldFinding] = Field([], title="读入时发现的问题")
    waivers: list[ToldWaiver] = Field([], title="已写的说明")
    draft: bool = Field(False, title="是否为征求意见稿", description="正式的年报没有这一项")
