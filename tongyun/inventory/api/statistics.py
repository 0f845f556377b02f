"""Statistics of the items that the list's own filters find, as figures and as files; each figure tells its filter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tongyun.kernel.contracts import FieldError, Invalid, Ref, utc_now
from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.facade import (
    MAY_EXPORT,
    Listing,
    Schema,
    ShortMemory,
    audit,
    csv_chunks,
    guarded,
    hidden_fields,
    list_filtered,
    reach_of,
    require,
    write_xlsx,
)

from ..catalogue import catalogue
from ..queries import COUNTED_S, LARGE, READ, RESOURCE
from ..statistics.counting import MOST_GROUPS, Counted
from ..statistics.dimensions import Dimension, dimensions
from ..statistics.overview import (
    EXPECTED,
    SHOWN,
    Completeness,
    Told,
    completeness,
    families,
    narrower,
    sections,
    told_groups,
)
from ..type_queries import indexed_kinds
from .importing import XLSX, Cell
from .listing import ITEMS, asked_items, asked_types, described

router = Router(tags=["inventory"])

#: What a request for a statistic has beside the filters of the list.
OWN = frozenset({"by", "format", "lang"})
#: What only pages of a list have.
PAGING = frozenset({"limit", "cursor", "sort", "fields"})
STATISTICS = replace(ITEMS, columns=(), extra=ITEMS.extra | {"by"})
MOST_DIMENSIONS = 2
COUNT = ("数量", "Items")
IN_MEMORY = 1 << 20

_known: ShortMemory[dict[str, Any]] = ShortMemory(COUNTED_S, lambda found: int(found["total"]) >= LARGE)


class ItemDimensionOut(Schema):
    """What items can be counted by. With `several` an item may be in several groups; groups of an `ordered` one have an
    order of their own."""

    key: str
    title: str
    title_en: str
    several: bool
    ordered: bool


class ItemGroupOut(Schema):
    """Items of the same values; null is no value. `query` are the parameters of the list that finds just these items,
    null where no filter does."""

    values: list[str | None]
    titles: list[str]
    titles_en: list[str]
    count: int
    query: dict[str, str] | None


class ItemStatisticOut(Schema):
    """How many items each group has; `more` groups beyond those that are told."""

    by: list[ItemDimensionOut]
    groups: list[ItemGroupOut]
    more: int


class ItemCompletenessOut(Schema):
    """Of how many items an attribute is expected and known; `query` finds those that lack it."""

    attribute: str
    title: str
    title_en: str
    expected: int
    filled: int
    query: dict[str, str] | None


class ItemStatisticsOut(ItemStatisticOut):
    """One statistic; `total` items were counted."""

    total: int


class ItemOverviewOut(Schema):
    """The inventory in figures. What the caller's role hides is not among the sections."""

    total: int
    sections: list[ItemStatisticOut]
    completeness: list[ItemCompletenessOut]


def filters_only(listing: Listing, but: Collection[str] = ()) -> dict[str, Any]:
    """The arguments of a route that takes the filters of the list of items, without these, and gives no pages."""
    arguments = described(guarded(READ, listing))
    kept = [each for each in arguments["openapi_extra"]["parameters"] if each["name"] not in PAGING | set(but)]
    arguments["openapi_extra"]["parameters"] = kept
    return arguments


def _documented(what: Sequence[str]) -> dict[str, Any]:
    """The arguments of a route with the filters of the list, and the parameters of its own."""
    arguments = filters_only(STATISTICS)
    words = {
        "by": "分组依据，一个或两个，以逗号分隔；可用的见 /item-statistics/dimensions",
        "format": "json、csv 或 xlsx",
        "lang": "导出文件的语言",
    }
    kept = arguments["openapi_extra"]["parameters"]
    for name in what:
        schema: dict[str, Any] = {"type": "string"}
        schema |= {"enum": ["json", "csv", "xlsx"]} if name == "format" else {}
        schema |= {"enum": ["zh-CN", "en-US"]} if name == "lang" else {}
        kept.append(
            {"in": "query", "name": name, "required": name == "by", "description": words[name], "schema": schema}
        )
    return arguments


@router.get("/item-statistics", response=ItemStatisticsOut, **_documented(("by", "format", "lang")))
def statistics(request: HttpRequest) -> Any:
    """Items counted by one or two dimensions, filtered as the list of items is; as a file with `format`."""
    offered = _offered(request)
    chosen = _chosen(request, offered)
    counted = _counted(request)
    groups, of = told_groups(counted, chosen, counted.by(chosen), MOST_GROUPS)
    form = _form(request)
    if form != "json":
        titles = [dimension.titles for dimension in chosen]
        lines = [([*each.titles], [each.count]) for each in groups]
        return _file(request, form, ("资源统计", "Item statistics"), [*titles, COUNT], lines)
    return {"total": counted.total, **_statistic(request, chosen, groups, of)}


@router.get("/item-statistics/overview", response=ItemOverviewOut, **_documented(()))
def overview(request: HttpRequest) -> dict[str, Any]:
    """The inventory in figures: by type, organisation, vendor, health, lifecycle, last sight, month, age and warranty,
    and what is not known of it. Of large estates the figures may be five seconds old."""
    question = (reach_of(READ), hidden_fields(RESOURCE), tuple(sorted(request.GET.items())))
    return _known.of(question, lambda: _overview(request))


@router.get("/item-statistics/completeness", response=list[ItemCompletenessOut], **_documented(("format", "lang")))
def complete(request: HttpRequest) -> Any:
    """Of how many items what should be known of them is known; as a file with `format`."""
    types, offered, counted = catalogue(), _offered(request, EXPECTED), _counted(request)
    found = completeness(counted, types, offered, counted.by([offered["type"]]))
    form = _form(request)
    if form == "json":
        return [_completeness(request, each) for each in found]
    titles = [("属性", "Attribute"), ("应填", "Expected"), ("已填", "Filled"), ("未填", "Missing")]
    lines = [([each.titles], [each.expected, each.filled, each.expected - each.filled]) for each in found]
    return _file(request, form, ("资源完整性", "Completeness of items"), titles, lines)


@router.get("/item-statistics/dimensions", response=list[ItemDimensionOut], **_documented(()))
def offered_dimensions(request: HttpRequest) -> list[dict[str, Any]]:
    """What the items of the filter's types can be counted by."""
    return [_dimension(each) for each in _offered(request).values()]


def _overview(request: HttpRequest) -> dict[str, Any]:
    types, offered, counted = catalogue(), _offered(request, (*EXPECTED, "vendor")), _counted(request)
    found = sections(counted, offered)
    by_type = found["type"]
    told = []
    for key, groups in found.items():
        shown, of = told_groups(counted, [offered[key]], groups, SHOWN)
        told.append(_statistic(request, [offered[key]], shown, of))
    family = replace(offered["type"], key="family", titles=("大类", "Family"))
    told.append(_statistic(request, [family], families(types, by_type), 0))
    return {
        "total": counted.total,
        "sections": told,
        "completeness": [_completeness(request, each) for each in completeness(counted, types, offered, by_type)],
    }


def _counted(request: HttpRequest) -> Counted:
    rows, listing = asked_items(request, STATISTICS)
    return Counted(list_filtered(request, rows, listing.shown()))


def _offered(request: HttpRequest, only: Sequence[str] | None = None) -> dict[str, Dimension]:
    types, keys = catalogue(), asked_types(request)
    return dimensions(types, keys, indexed_kinds(types, keys), only)


def _chosen(request: HttpRequest, offered: Mapping[str, Dimension]) -> list[Dimension]:
    names = [name for name in (request.GET.get("by") or "").split(",") if name]
    unknown = [name for name in names if name not in offered]
    if unknown or not 1 <= len(names) <= MOST_DIMENSIONS or len(set(names)) < len(names):
        wrong = f"不能按“{unknown[0][:60]}”统计" if unknown else "by 须为一个或两个不同的分组依据"
        detail = f"{wrong}；可用：{'、'.join(offered)[:1000]}。"
        raise Invalid("bad_dimension", detail, [FieldError("by", detail)])
    return [offered[name] for name in names]


def _form(request: HttpRequest) -> str:
    form = request.GET.get("format") or "json"
    if form not in ("json", "csv", "xlsx"):
        raise Invalid("bad_format", "format 只能是 json、csv、xlsx。", [FieldError("format", "不支持")])
    return form


def _statistic(request: HttpRequest, by: Sequence[Dimension], groups: Sequence[Told], of: int) -> dict[str, Any]:
    told = [
        {
            "values": list(each.values),
            "titles": [title for title, _ in each.titles],
            "titles_en": [title for _, title in each.titles],
            "count": each.count,
            "query": narrowed_query(request, each.opens),
        }
        for each in groups
    ]
    return {"by": [_dimension(each) for each in by], "groups": told, "more": max(0, of - len(groups))}


def _completeness(request: HttpRequest, each: Completeness) -> dict[str, Any]:
    title, title_en = each.titles
    return {
        "attribute": each.attribute,
        "title": title,
        "title_en": title_en,
        "expected": each.expected,
        "filled": each.filled,
        "query": narrowed_query(request, each.opens),
    }


def narrowed_query(request: HttpRequest, opens: Mapping[str, str] | None) -> dict[str, str] | None:
    """The caller's own filter, narrowed to one group."""
    asked = {name: str(value) for name, value in request.GET.items() if name not in OWN | PAGING and value}
    return None if opens is None else narrower(asked, opens)


def _dimension(each: Dimension) -> dict[str, Any]:
    title, title_en = each.titles
    return {"key": each.key, "title": title, "title_en": title_en, "several": each.several, "ordered": each.ordered}


def _file(
    request: HttpRequest,
    form: str,
    name: tuple[str, str],
    titles: Sequence[tuple[str, str]],
    lines: Sequence[tuple[Sequence[tuple[str, str]], Sequence[int]]],
) -> HttpResponse:
    """The figures as a file. Who took them out is kept in the audit trail."""
    require(MAY_EXPORT)
    at = int((request.GET.get("lang") or request.headers.get("Accept-Language", "zh-CN")).lower().startswith("en"))
    asked = {key: value for key, value in request.GET.items() if key not in ("format", "lang")}
    taken = {"format": form, "rows": len(lines), "query": asked, "columns": [title for title, _ in titles]}
    audit("list.exported", Ref("list", request.path, name[0]), None, taken)
    heads = [title[at] for title in titles]
    cells: list[list[Cell]] = [[*(text[at] for text in texts), *figures] for texts, figures in lines]
    if form == "csv":
        answer = HttpResponse(b"".join(csv_chunks(heads, [cells])), content_type="text/csv; charset=utf-8")
    else:
        with SpooledTemporaryFile(IN_MEMORY) as made:
            write_xlsx(made, name[at], heads, [cells])
            answer = HttpResponse(made.read(), content_type=XLSX)
    stamp = utc_now().astimezone(CHINA).strftime("%Y%m%d-%H%M")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name[at]}-{stamp}.{form}')}"
    return answer
