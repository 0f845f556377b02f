"""What one list understands: its filters, its sorts, and the columns of its export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, get_origin

from django.db.models import Q

from ...contracts import FieldError, Invalid
from ...services.permissions import hidden_fields
from ..hiding import is_hidden

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
MAX_SORT_KEYS = 3
ORDERED = (datetime, date, int, float)
FORMATS = ("json", "columns", "csv", "xlsx")
RESERVED = frozenset({"limit", "cursor", "sort", "q", "fields", "format", "lang"})
#: The reason for which an export shows personal data in clear.
REVEAL = "reveal"

#: What may follow a filter's name behind two underscores, in the words of the OpenAPI description.
OPERATOR_WORDS = {
    "": "按 {name} 筛选",
    "not": "{name} 不等于",
    "in": "{name} 的多个值，以逗号分隔",
    "not_in": "{name} 不是这些值，以逗号分隔",
    "gt": "{name} 大于",
    "gte": "{name} 不小于",
    "lt": "{name} 小于",
    "lte": "{name} 不大于",
    "contains": "{name} 包含（不分大小写）",
    "starts": "{name} 以此开头（不分大小写）",
    "null": "{name} 是否为空：true 或 false",
}


@dataclass(frozen=True)
class Filter:
    """A field a caller may filter by: its column and the type of its values."""

    column: str
    type: Any = str
    description: str = ""

    @property
    def operators(self) -> tuple[str, ...]:
        """What may follow the name behind two underscores; "" is the name alone."""
        if self.column.endswith("__isnull"):
            return ("", "not")
        common = ("", "not", "in", "not_in", "null")
        if self.type in ORDERED:
            return (*common, "gt", "gte", "lt", "lte")
        if self.type is str:
            return (*common, "contains", "starts")
        return common


@dataclass(frozen=True)
class Column:
    """A column of the exported file. `path` leads to the value in a rendered row (`organisation.name`).

    `words` turns codes into what people read, Chinese and English; an `extra` column is only written when asked for; a
    `personal` one is masked unless the export says why.
    """

    key: str
    title_zh: str
    title_en: str
    path: str = ""
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    extra: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Meaning:
    """What a word of a search can mean besides a part of a text: an address, a range. `told` says so in the description
    of the list; `condition` finds what is meant, None for words that mean nothing of the kind."""

    told: str
    condition: Callable[[str], Q | None]


@dataclass(frozen=True)
class Listing:
    """What one list understands. `sorts` maps public names to columns; rows without a value come last.

    A list with `columns` can be exported; `name` and `title` name the file and the audit record.
    """

    filters: Mapping[str, Filter]
    sorts: Mapping[str, str]
    default_sort: str
    search: tuple[str, ...] = ()
    meaning: Meaning | None = None
    extra: frozenset[str] = field(default_factory=frozenset)
    columns: tuple[Column, ...] = ()
    title: tuple[str, str] = ("列表", "List")
    #: Whose hideable fields (contracts.Hideable) these are.
    resource: str = ""
    #: Columns of people that only a whole value finds, and only as far as the caller may look behind masks.
    personal_search: tuple[str, ...] = ()
    #: Whether rows hold personal data: masked, unless an export says why by `reveal`.
    personal: bool = False

    def shown(self) -> "Listing":
        """The same list as the caller may know it: what a role hides is not there to filter, sort, search or export."""
        hidden = hidden_fields(self.resource) if self.resource else frozenset()
        if not hidden:
            return self
        return replace(
            self,
            filters={
                name: entry
                for name, entry in self.filters.items()
                if hidden.isdisjoint({name, _field_of(entry.column)})
            },
            sorts={name: column for name, column in self.sorts.items() if hidden.isdisjoint({name, _field_of(column)})},
            search=tuple(column for column in self.search if _field_of(column) not in hidden),
            personal_search=tuple(column for column in self.personal_search if _field_of(column) not in hidden),
            columns=not_hidden(self.columns, self.resource),
        )

    def parameters(self) -> list[dict[str, Any]]:
        """The OpenAPI description of the query parameters."""
        described = [
            _parameter("limit", "每页条数", type="integer", minimum=1, maximum=MAX_LIMIT, default=DEFAULT_LIMIT),
            _parameter("cursor", "上一页返回的 next", type="string"),
            _parameter(
                "sort",
                f"排序字段，前加 - 为降序；最多 {MAX_SORT_KEYS} 个，以逗号分隔；空值排在最后",
                type="string",
                pattern=self._sort_pattern(),
                default=self.default_sort,
            ),
            _parameter("fields", "只返回这些字段（导出时为列），以逗号分隔", type="string"),
        ]
        if self.columns:
            words = "json 为一页数据；columns 为可导出的列；csv、xlsx 导出筛选出的全部记录"
            described.append(_parameter("format", words, type="string", enum=list(FORMATS), default="json"))
            described.append(_parameter("lang", "导出文件的语言", type="string", enum=["zh-CN", "en-US"]))
        if self.personal and self.columns:
            words = "导出个人信息明文的理由；须有“查看个人信息明文”权限，记入审计。不填则导出脱敏后的内容"
            described.append(_parameter(REVEAL, words, type="string", maxLength=300))
        if self.search:
            told = f"；{self.meaning.told}" if self.meaning else ""
            described.append(_parameter("q", f"关键字；多个词以空格分隔，须全部出现{told}", type="string"))
        for name, entry in self.filters.items():
            for operator in entry.operators:
                words = (entry.description if not operator else "") or OPERATOR_WORDS[operator].format(name=name)
                described.append(
                    _parameter(f"{name}__{operator}" if operator else name, words, **_schema(entry, operator))
                )
        return described

    def _sort_pattern(self) -> str:
        one = f"-?({'|'.join(self.sorts)})"
        return f"^{one}(,{one}){{0,{MAX_SORT_KEYS - 1}}}$"


def _field_of(column: str) -> str:
    """The field of a record that a column belongs to, or that leads to it."""
    return column.partition("__")[0].removesuffix("_id")


def not_hidden(columns: Sequence[Column], resource: str) -> tuple[Column, ...]:
    """The columns that the caller's roles do not hide."""
    hidden = hidden_fields(resource) if resource else frozenset()
    return tuple(column for column in columns if not is_hidden(column.path or column.key, hidden))


def unknown(path: str, name: str, known: Mapping[str, Any]) -> Invalid:
    """The refusal of a name that the list does not declare; it tells those that it does."""
    detail = f"不认识“{name[:60]}”；可用：{', '.join(sorted(known)) or '（无）'}。"
    return Invalid("unknown_parameter", detail, [FieldError(path[:60], detail)])


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": schema}


def _schema(entry: Filter, operator: str) -> dict[str, Any]:
    if operator == "null" or (entry.type is bool and operator in ("", "not")):
        return {"type": "string", "enum": ["true", "false"]}
    if get_origin(entry.type) is Literal and operator == "not":
        return {"type": "string", "enum": list(entry.type.__args__)}
    return {"type": "string"}
