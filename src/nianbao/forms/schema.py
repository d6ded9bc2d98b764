"""What a form file may say, checked by pydantic with the file and place in the message."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from nianbao.core.errors import BadForm
from nianbao.forms.schema_said import SaidSpec, missing

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Along = Literal["column", "row"]
Level = Literal["error", "warning", "hint"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RowSpec(_Strict):
    code: Code
    label: Text
    variants: list[str] = []
    help: str = ""
    was: list[str] = []


class ColumnSpec(_Strict):
    code: Name
    label: Text
    variants: list[str] = []
    under: list[str] = []
    kind: Literal["count", "change", "money"] = "count"
    unit: str = ""
    help: str = ""
    was: list[str] = []


class BlockSpec(_Strict):
    rows: list[RowSpec] = Field(min_length=1)
    columns: list[ColumnSpec] = Field(min_length=1)
    title: str = ""
    stub: str = ""
    orientation: Literal["down", "across"] = "down"


class TableSpec(_Strict):
    code: Annotated[str, StringConstraints(pattern=r"^t[0-9]+$")]
    sheet: Annotated[str, StringConstraints(min_length=1, max_length=31)]
    unit: str = ""
    blocks: list[BlockSpec] = Field(min_length=1)


class SectionSpec(_Strict):
    code: Annotated[str, StringConstraints(pattern=r"^s[0-9]+$")]
    heading: Text
    sheet: Annotated[str, StringConstraints(max_length=31)] = ""
    variants: list[str] = []
    table: str = ""
    required: bool = False
    help: str = ""
    subheads: list[str] = []


class IdentitySpec(_Strict):
    code: Annotated[str, StringConstraints(pattern=r"^[GJT][0-9]{3}$")]
    id: Text
    title: Text
    table: str
    along: Along
    left: list[str] = Field(min_length=1)
    right: list[str]
    over: list[str] = Field(min_length=1)
    level: Level
    basis: Text
    remedy: Text
    total: bool = False
    levels: list[str] = []
    at_least: bool = False
    waivable: bool = False
    good: str = ""
    bad: str = ""


class CarrySpec(_Strict):
    title: Text
    table: str
    along: Along
    to: str
    source: list[str] = Field(min_length=1, alias="from")
    over: list[str] = Field(min_length=1)
    show: bool = False
    check_total: str = ""


class FormSpec(_Strict):
    id: Text
    title: Text
    notice: Text
    first_year: int
    last_year: int | None = None
    sections: list[SectionSpec] = Field(min_length=1, max_length=10)
    tables: list[TableSpec] = Field(min_length=1)
    identities: list[IdentitySpec]
    carries: list[CarrySpec] = []
    said: SaidSpec = SaidSpec()

    @model_validator(mode="after")
    def _references_exist(self) -> "FormSpec":
        cells = {
            (table.code, row.code, column.code)
            for table in self.tables
            for block in table.blocks
            for row in block.rows
            for column in block.columns
        }
        for section in self.sections:
            if section.table and section.table not in {table.code for table in self.tables}:
                raise ValueError(f"章节 {section.code} 指向不存在的表 {section.table}")
        for identity in self.identities:
            terms = [term for term in (*identity.left, *identity.right) if "last:" not in term]
            _require(cells, identity, terms, f"勾稽关系 {identity.code}")
            signed = any(term.startswith(("-", "last:")) for term in (*identity.left, *identity.right))
            if identity.total and (len(identity.left) != 1 or signed):
                raise ValueError(f"合计关系 {identity.code} 的左边只能是一个合计项，右边只能是相加的项")
        for carry in self.carries:
            _require(cells, carry, [carry.to], f"结转「{carry.title}」")
        if wrong := missing(self.said, cells):
            raise ValueError(f"正文说法用到不存在的单元格或重复的说法：{'、'.join(wrong)}")
        return self


def _require(cells: set[tuple[str, str, str]], line: IdentitySpec | CarrySpec, terms: list[str], name: str) -> None:
    for over in line.over:
        for term in terms:
            code = term.removeprefix("-")
            where = (line.table, code, over) if line.along == "column" else (line.table, over, code)
            if where not in cells:
                raise ValueError(f"{name} 用到不存在的单元格 {'_'.join(where)}")


def validated(raw: dict[str, Any], file: str) -> dict[str, Any]:
    """The form file's content, checked, with every default filled in; ready for JSON.

    Raises: BadForm naming the file, the place and what is wrong with it.
    """
    try:
        return FormSpec.model_validate(raw).model_dump()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadForm(f"格式文件「{file}」的 {place or '内容'} 有误：{first['msg']}。请改正后再用。") from error
