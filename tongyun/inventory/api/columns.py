"""What the lists of the inventory export."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongyun.kernel.facade import Column, dictionary, import_columns, import_row_columns

from ..catalogue import catalogue
from ..content.vocabulary import UNITS
from ..personal import personal_attributes

HEALTH = {
    "ok": ("正常", "Normal"),
    "warning": ("有隐患", "Warning"),
    "critical": ("故障", "Critical"),
    "unknown": ("未知", "Unknown"),
}
LIFECYCLES = {
    "active": ("在用", "In use"),
    "suspected": ("疑似失联", "Possibly lost"),
    "lost": ("失联", "Lost"),
    "retired": ("已退役", "Retired"),
}
CHANGES = {
    "created": ("登记", "Created"),
    "updated": ("修改", "Updated"),
    "lifecycle": ("生命周期", "Lifecycle"),
    "relation": ("关系", "Relation"),
}
TYPE_CHANGES = {
    "created": ("新建", "Created"),
    "changed": ("修改", "Changed"),
    "retired": ("停用", "Retired"),
    "restored": ("恢复", "Restored"),
}

SEVERITIES = {"high": ("高", "High"), "medium": ("中", "Medium"), "low": ("低", "Low")}
ASPECTS = {
    "completeness": ("完整性", "Completeness"),
    "correctness": ("准确性", "Correctness"),
    "compliance": ("合规性", "Compliance"),
}

ITEMS = (
    Column("name", "名称", "Name"),
    Column("type", "模型", "Type", "type_title"),
    Column("health", "健康状态", "Health", words=HEALTH),
    Column("health_reason", "健康原因", "Reason"),
    Column("lifecycle", "生命周期", "Lifecycle", words=LIFECYCLES),
    Column("organisation", "所属单位", "Organisation", "organisation.name"),
    Column("source", "数据来源", "Source"),
    Column("created_at", "登记时间", "Registered"),
    Column("updated_at", "更新时间", "Updated"),
    Column("last_seen_at", "最近上报", "Last seen"),
    Column("id", "标识", "ID", extra=True),
    Column("attributes", "全部属性", "All attributes", extra=True, personal=True),
)
FLAWED_ITEMS = (
    Column("name", "名称", "Name"),
    Column("type", "模型", "Type", "type_title"),
    Column("organisation", "所属单位", "Organisation", "organisation.name"),
    Column("owner", "责任人", "Owner"),
    Column("severity", "严重程度", "Severity", words=SEVERITIES),
    Column("findings", "问题", "Findings", "told"),
    Column("advice", "整改建议", "Advice", "advised"),
    Column("lifecycle", "生命周期", "Lifecycle", words=LIFECYCLES),
    Column("updated_at", "更新时间", "Updated"),
    Column("id", "标识", "ID", extra=True),
)
TYPE_VERSIONS = (
    Column("version", "版本", "Version"),
    Column("at", "时间", "Time"),
    Column("kind", "变更", "Change", words=TYPE_CHANGES),
    Column("actor_name", "操作人", "Actor"),
    Column("delta", "内容", "Changes"),
)
HISTORY = (
    Column("at", "时间", "Time"),
    Column("kind", "变更", "Change", words=CHANGES),
    Column("actor_name", "操作人", "Actor"),
    Column("item_name", "资源", "Item"),
    Column("delta", "内容", "Changes"),
    Column("version", "版本", "Version"),
)
BATCH_KINDS = {
    "edit": ("人工修改", "Edit"),
    "observation": ("自动采集", "Observation"),
    "lifecycle": ("失联判定", "Lifecycle"),
    "import": ("批量导入", "Import"),
    "revert": ("撤销变更", "Revert"),
    "types": ("模型变更", "Types"),
}
BATCHES = (
    Column("at", "时间", "Time"),
    Column("kind", "来源", "Kind", words=BATCH_KINDS),
    Column("note", "说明", "Note"),
    Column("actor_name", "操作人", "Actor"),
    Column("changes", "变更数", "Changes"),
    Column("items", "资源数", "Items"),
    Column("id", "标识", "ID", extra=True),
)
TO_REVIEW = ("待核实", "To review")
IMPORTS = import_columns(Column("type", "模型", "Type", "type_title"), Column("reviews", *TO_REVIEW))
IMPORT_ROWS = import_row_columns({"review": TO_REVIEW})
REVIEW_REASONS = {
    "ambiguous": ("符合多个配置项", "Fits several items"),
    "contradiction": ("标识互相矛盾", "Contradicting identifiers"),
    "invalid": ("不符合模型", "Does not fit the type"),
}
REVIEW_OUTCOMES = {
    "assigned": ("已归入配置项", "Assigned to an item"),
    "registered": ("已登记为新配置项", "Registered as new"),
    "dismissed": ("已忽略", "Dismissed"),
    "closed": ("已关闭", "Closed"),
}
REVIEW = (
    Column("created_at", "时间", "Time"),
    Column("reason", "原因", "Reason", words=REVIEW_REASONS),
    Column("detail", "说明", "Detail"),
    Column("type", "模型", "Type", "type_title"),
    Column("name", "名称", "Name"),
    Column("source", "数据来源", "Source"),
    Column("seen_at", "最近上报", "Last seen"),
    Column("closed_at", "处理时间", "Closed"),
    Column("closed_by", "处理人", "Closed by"),
    Column("outcome", "处理结果", "Outcome", words=REVIEW_OUTCOMES),
    Column("note", "忽略原因", "Reason for dismissal"),
    Column("id", "标识", "ID", extra=True),
)


def attributes_of(types: Sequence[str]) -> list[Column]:
    """The attributes of the one type that the list is narrowed to, each a column; none for a mixed list."""
    view = catalogue().get(types[0]) if len(types) == 1 else None
    if view is None:
        return []
    taken, personal = {column.key for column in ITEMS}, personal_attributes(view)
    return [
        Column(
            f"attributes.{key}" if key in taken else key,
            *_titles(key, entry),
            path=f"named.{key}" if key in view.references else f"attributes.{key}",
            words=_words(entry),
            personal=key in personal,
        )
        for key, entry in view.schema.get("properties", {}).items()
    ]


def _titles(key: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    """The attribute's title with its unit: a table has bare figures."""
    told, (unit, unit_en) = entry.get("x-title", {}), UNITS.get(entry.get("x-unit", ""), ("", ""))
    title, title_en = str(told.get("zh-CN") or key), str(told.get("en-US") or key)
    return f"{title}（{unit}）" if unit else title, f"{title_en} ({unit_en})" if unit_en else title_en


def _words(entry: Any) -> Mapping[str, tuple[str, str]]:
    """What the codes of an attribute mean that is chosen from a list or a dictionary."""
    if "x-enum" in entry:
        return {code: (told.get("zh-CN", code), told.get("en-US", code)) for code, told in entry["x-enum"].items()}
    key = entry.get("x-dictionary") or (entry.get("items") or {}).get("x-dictionary")
    found = dictionary(key) if key else None
    return found.words() if found else {}


BLOCK_KINDS = {"prefix": ("网段", "Prefix"), "pool": ("地址池", "Pool")}
ADDRESS_STATES = {
    "reserved": ("已预留", "Reserved"),
    "allocated": ("已分配", "Allocated"),
    "observed": ("仅上报", "Reported only"),
}
ADDRESS_CONFLICTS = {
    "": ("", ""),
    "duplicate": ("多台设备使用", "On several items"),
    "elsewhere": ("被其他设备使用", "Used by another item"),
    "reserved": ("预留却在使用", "Reserved, yet in use"),
}
ADDRESS_STALE = {
    "": ("", ""),
    "expired": ("已到期", "Expired"),
    "gone": ("使用方已退役或失联", "Its item is retired or lost"),
    "unseen": ("设备未上报此地址", "Its item does not report it"),
}
ADDRESS_CHANGE_KINDS = {
    "allotted": ("分配", "Allotted"),
    "changed": ("变更", "Changed"),
    "released": ("释放", "Released"),
}
PREFIXES = (
    Column("range", "网段", "Prefix"),
    Column("name", "名称", "Name"),
    Column("kind", "类别", "Kind", words=BLOCK_KINDS),
    Column("zone", "网络区域", "Network zone", "zone_title"),
    Column("gateway", "网关", "Gateway"),
    Column("vlan", "VLAN", "VLAN", "vlan.name"),
    Column("purpose", "用途", "Purpose"),
    Column("organisation", "所属单位", "Organisation", "organisation.name"),
    Column("size", "地址数", "Addresses", "figures.size"),
    Column("used", "已用", "Used", "figures.used"),
    Column("free", "空闲", "Free", "figures.free"),
    Column("id", "标识", "ID", extra=True),
)
ADDRESSES = (
    Column("address", "IP 地址", "IP address"),
    Column("zone", "网络区域", "Network zone", "zone_title"),
    Column("prefix", "网段", "Prefix", "prefix.name"),
    Column("state", "状态", "State", words=ADDRESS_STATES),
    Column("item", "使用方", "Item", "item.name"),
    Column("purpose", "用途", "Purpose"),
    Column("owner", "责任人", "Owner"),
    Column("reference", "审批单号", "Approval"),
    Column("until", "使用期限", "Until"),
    Column("conflict", "冲突", "Conflict", words=ADDRESS_CONFLICTS),
    Column("stale", "闲置", "Stale", words=ADDRESS_STALE),
    Column("created_at", "分配时间", "Allotted"),
    Column("updated_at", "更新时间", "Updated"),
    Column("id", "标识", "ID", extra=True),
)
ADDRESS_CHANGES = (
    Column("at", "时间", "Time"),
    Column("address", "IP 地址", "IP address"),
    Column("prefix", "网段", "Prefix", "prefix.name"),
    Column("kind", "变更", "Change", words=ADDRESS_CHANGE_KINDS),
    Column("actor_name", "操作人", "Actor"),
    Column("delta", "内容", "Changes"),
)

PROTOCOLS = {"tcp": ("TCP", "TCP"), "udp": ("UDP", "UDP"), "any": ("全部", "Any")}
MAPPINGS = (
    Column("outside", "外部地址", "Outside"),
    Column("outside_port", "外部端口", "Outside port"),
    Column("inside", "内部地址", "Inside"),
    Column("inside_port", "内部端口", "Inside port"),
    Column("inside_zone", "内部网络区域", "Inside zone", "inside_zone_title"),
    Column("protocol", "协议", "Protocol", words=PROTOCOLS),
    Column("purpose", "用途", "Purpose"),
    Column("owner", "责任人", "Owner"),
    Column("reference", "审批单号", "Approval"),
    Column("until", "使用期限", "Until"),
    Column("item", "映射设备", "Device", "item.name"),
    Column("organisation", "所属单位", "Organisation", "organisation.name"),
    Column("updated_at", "更新时间", "Updated"),
    Column("id", "标识", "ID", extra=True),
)
