"""The published JSON Schema of our own JSON: what a portal or another program checks an exported report against."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from nianbao.adapters.own_model import ToldReport
from nianbao.core.form import Form
from nianbao.core.report import SCHEMA, SCHEMA_VERSION

_HEAD = "自动生成，请勿手改。重新生成：nianbao export --schema"
_TITLE = "政府信息公开工作年度报告"
_NUMBER = {"$ref": "#/$defs/number"}
_READING = '数写成十进制的字符串，金额以万元计；null 表示未填写，"0" 表示填了 0。'
_TEXTS = {"head_title": "标题", "head_lead": "导语"}


class _Required(GenerateJsonSchema):
    """Says of no property what it would be if it were left out: none ever is."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def write(forms: Sequence[Form]) -> bytes:
    """The schema of every form's reports, for people to read as well."""
    return (json.dumps(schema(forms), ensure_ascii=False, indent=1) + "\n").encode()


def schema(forms: Sequence[Form]) -> dict[str, Any]:
    """One schema for all forms: the form's id decides which cells and texts there are."""
    made = ToldReport.model_json_schema(by_alias=True, schema_generator=_Required, mode="serialization")
    definitions = {**made["$defs"], "number": _number(made["properties"]["values"])}
    for form in forms:
        definitions |= {f"values_{form.id}": _values(form), f"texts_{form.id}": _texts(form)}
    fixed = {
        "$schema": {"title": made["properties"]["$schema"]["title"], "const": SCHEMA},
        "schema_version": {"title": made["properties"]["schema_version"]["title"], "const": SCHEMA_VERSION},
        "form": {"title": made["properties"]["form"]["title"], "enum": [form.id for form in forms]},
    }
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": SCHEMA,
        "$comment": _HEAD,
        "title": _TITLE,
        "description": f"{made['description']}{_READING}",
        "type": "object",
        "properties": {**made["properties"], **fixed},
        "required": [name for name in made["required"] if name != "draft"],
        "additionalProperties": False,
        "allOf": [_branch(form) for form in forms],
        "$defs": definitions,
    }


def _number(values: dict[str, Any]) -> dict[str, Any]:
    """What a cell holds, once for all cells."""
    return {"title": "数", **values.pop("additionalProperties")}


def _branch(form: Form) -> dict[str, Any]:
    parts = {part: {"$ref": f"#/$defs/{part}_{form.id}"} for part in ("values", "texts")}
    return {"if": {"properties": {"form": {"const": form.id}}}, "then": {"properties": parts}}


def _values(form: Form) -> dict[str, Any]:
    properties = {}
    for cell in form.cells:
        unit = form.column(cell).unit or form.table(cell.table).unit
        told = {"description": unit} if unit else {}
        properties[str(cell)] = {"title": form.spell(cell), **told, **_NUMBER}
    return _closed(f"各表的数（{form.title}）", properties)


def _texts(form: Form) -> dict[str, Any]:
    titles = _TEXTS | {section.text: section.title for section in form.sections}
    properties = {address: {"title": titles[address], "type": "string"} for address in form.text_addresses()}
    return _closed(f"各段文字（{form.title}）", properties)


def _closed(title: str, properties: dict[str, Any]) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
