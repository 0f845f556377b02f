"""What can go wrong in the inventory, in words a person can act on."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, NotFound, Unavailable


def no_such_item(item_id: UUID | str) -> NotFound:
    """There is no item of this id, or none that the actor may know of."""
    return NotFound("no_such_item", f"没有编号为 {str(item_id)[:60]} 的配置项，或它不在您的数据范围内。")


def no_such_relation() -> NotFound:
    """There is no such edge, or none that the actor may know of."""
    return NotFound("no_such_relation", "没有这条关联关系：可能已被他人删除，或不在您的数据范围内。")


def no_such_rack() -> NotFound:
    """There is no such rack, or none that the actor may know of."""
    return NotFound("no_such_rack", "没有这个机柜，或它不在您的数据范围内。")


def no_such_room() -> NotFound:
    """There is no such machine room, or none that the actor may know of."""
    return NotFound("no_such_room", "没有这个机房，或它不在您的数据范围内。")


def not_mountable(title: str) -> Invalid:
    """Items of this type have no place in a rack."""
    detail = f"“{title}”没有机柜位置属性，不能上架。"
    return Invalid("not_mountable", detail, [FieldError("/rack", detail)])


def outside_rack(units: int) -> Invalid:
    """The rack is not that high."""
    detail = f"超出机柜范围：该机柜共 {units}U"
    return Invalid("outside_rack", f"{detail}。", [FieldError("/u_start", detail)])


def place_taken(start: int, end: int, whose: str) -> Conflict:
    """Something stands there already, or nothing may."""
    detail = f"{f'{start}U' if start == end else f'{start}–{end}U'} {whose}"
    return Conflict("place_taken", f"{detail}。", [FieldError("/u_start", detail)])


def not_yet(since: datetime) -> NotFound:
    """The item was not registered at that moment."""
    return NotFound("not_yet", f"此配置项当时尚未登记，登记时间为 {localtime(since):%Y-%m-%d %H:%M:%S}。")


def no_such_type(key: str) -> Invalid:
    """The item type is not known, or no longer in use."""
    detail = f"没有可用的配置模型“{key[:80]}”。"
    return Invalid("no_such_type", detail, [FieldError("/type", detail)])


def type_not_found(key: str) -> NotFound:
    """There is no item type of this key, or none in use any more."""
    return NotFound("no_such_type", f"没有配置模型“{key[:80]}”。")


def types_missing(key: str) -> Unavailable:
    """A type that the platform itself needs was not installed: the pack that brings it was not applied."""
    return Unavailable("types_missing", f"配置模型“{key}”尚未装载，请检查内容包（tongyun doctor）。")


def no_such_relation_type(key: str) -> Invalid:
    """The relation type is not known."""
    detail = f"没有关系类型“{key[:80]}”。"
    return Invalid("no_such_relation_type", detail, [FieldError("/type", detail)])


def bad_item(fields: Iterable[FieldError]) -> Invalid:
    """The item breaks the schema of its type."""
    return Invalid("bad_item", "配置项的内容不符合模型。", fields)


def already_known(name: str, item_id: UUID) -> Conflict:
    """Another item has the same identity."""
    return Conflict("identity_taken", f"相同标识的配置项已存在：{name}（{item_id}）。")


def known_elsewhere() -> Conflict:
    """Another item, which the caller does not see, has the same identity."""
    return Conflict("identity_taken", "相同标识的配置项已存在，但不在您的数据范围内，请联系管理员核对。")


def not_unique(titles: str, owner: str | None, fields: Iterable[str]) -> Conflict:
    """Another item has what only one may have; it is named to those who see it."""
    whose = f"已用于“{owner}”" if owner else "已用于另一个配置项（不在您的数据范围内）"
    return Conflict(
        "not_unique", f"{titles}不能重复：{whose}。", [FieldError(field, f"不能重复，{whose}") for field in fields]
    )


def end_taken(title: str) -> Conflict:
    """A limited end of a relation already has its one edge."""
    return Conflict("relation_taken", f"“{title}”在这一端只允许一条关系，已存在；如需改接请使用替换。")


def relation_refused(reason: str) -> Invalid:
    """The edge makes no sense: to itself, in a circle, or between types it is not for."""
    return Invalid("relation_refused", reason, [FieldError("/target", reason)])


def no_such_batch() -> NotFound:
    """There is no such change, or none that the caller sees."""
    return NotFound("no_such_change", "没有这条变更记录。")


def nothing_to_revert() -> Conflict:
    """Everything is as it was before the change already, or nothing of it can go back."""
    return Conflict("nothing_to_revert", "没有可撤销的内容：相关内容已恢复为变更前的值，或全部存在冲突。")


def revert_conflicts(count: int) -> Conflict:
    """Something changed since."""
    return Conflict("revert_conflicts", f"有 {count} 项存在冲突，未作任何改动；请先预览，可选择跳过冲突项后撤销。")


def plan_changed() -> Conflict:
    """The outcome is no longer the one that was shown."""
    return Conflict("plan_changed", "预览之后数据又有变化，请重新预览后再撤销。")


def too_much_to_revert(most: int) -> Invalid:
    """More changes than one request takes back."""
    return Invalid("too_much_to_revert", f"该批次的变更超过 {most:,} 条，不能一次撤销。")


def no_such_case() -> NotFound:
    """There is no such case, or none that the caller may know of."""
    return NotFound("no_such_case", "没有这条待核实记录，或它不在您的数据范围内。")


def case_closed(who: str, at: datetime, outcome: str) -> Conflict:
    """Somebody else decided first."""
    return Conflict("case_closed", f"{who}已于 {localtime(at):%m-%d %H:%M} 处理：{outcome}。")


def case_open() -> Conflict:
    """There is no decision to take back."""
    return Conflict("case_open", "这条记录尚未处理。")


def case_not_whole() -> Conflict:
    """The case did not keep the observation as it was: it is from an older version, or what was seen is too large."""
    return Conflict("case_not_whole", "这条记录没有保留完整的上报内容，只能关闭；再次上报后可以处理。")


def item_retired(name: str) -> Conflict:
    """Nothing is assigned to an item that is retired."""
    return Conflict("item_retired", f"“{name}”已退役，请先恢复使用。")


def wrong_kind(seen: str, held: str) -> Invalid:
    """The observation cannot be about an item of such a type."""
    detail = f"上报的是“{seen}”，不能归入“{held}”。"
    return Invalid("wrong_kind", detail, [FieldError("/item", detail)])


def range_taken(name: str | None = None) -> Conflict:
    """The plan has this very range already; named to those who see it."""
    return Conflict("range_taken", f"同一网络区域内已有相同的地址范围{_told(name)}。")


def range_overlaps(name: str | None) -> Conflict:
    """The range would overlap a part of another."""
    return Conflict(
        "range_overlaps", f"与同一网络区域内的地址范围{_told(name)}部分重叠；地址范围只能互相包含或互不相交。"
    )


def prefix_in_use(count: int) -> Conflict:
    """Addresses would lie nowhere."""
    return Conflict("prefix_in_use", f"此范围内还有 {count:,} 个已分配或预留的地址，没有其他网段包含它们；请先释放。")


def no_such_prefix() -> NotFound:
    """There is no such range, or none that the actor may know of."""
    return NotFound("no_such_prefix", "没有这个网段或地址池，或它不在您的数据范围内。")


def no_such_address() -> NotFound:
    """Nobody has that address on purpose, or nobody that the actor may know of."""
    return NotFound("no_such_address", "没有这条地址记录：可能已被释放，或不在您的数据范围内。")


def bad_address(field: str, reason: str) -> Invalid:
    """An address or prefix that makes no sense here."""
    return Invalid("bad_address", f"{reason}。", [FieldError(field, reason)])


def address_taken(address: str, whose: str) -> Conflict:
    """Somebody has the address already."""
    detail = f"{address} 已被占用：{whose}"
    return Conflict("address_taken", f"{detail}。", [FieldError("/address", detail)])


def nothing_free(wanted: str, room: str) -> Conflict:
    """There is no room left."""
    return Conflict("nothing_free", f"没有足够的空闲地址：需要 {wanted}，{room}。")


def _told(name: str | None) -> str:
    return f"“{name}”" if name else "（不在您的数据范围内）"


def no_such_mapping() -> NotFound:
    """There is no such translation, or none that the actor may know of."""
    return NotFound("no_such_mapping", "没有这条端口映射：可能已被删除，或不在您的数据范围内。")


def mapping_taken(label: str | None) -> Conflict:
    """What is outside leads somewhere already."""
    known = f"：{label}" if label else "（不在您的数据范围内）"
    detail = f"此外部地址和端口已有映射{known}"
    return Conflict("mapping_taken", f"{detail}。", [FieldError("/outside", detail)])
