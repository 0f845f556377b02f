"""What the objects of NetBox are with us: the one table of this mapping.

`KINDS` says for each kind of object of which type its rows are, and what becomes of its fields. A field is named by a
path: `device_type.manufacturer.name` follows references, of which `REFERENCES` say what they lead to. How a value is
read is a name of `netbox.READINGS`; `reference` makes a cell that points to the row of the object.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Field:
    """A field of an object: the heading of its column, the paths of which the first that says anything fills it, and
    how its value is read."""

    heading: str
    paths: tuple[str, ...]
    reading: str = "text"


@dataclass(frozen=True)
class Kind:
    """A kind of object: how REST addresses and dumps call it, what it is for people, the type of its rows ("" where
    `ROLES` say it by its role), and its fields."""

    key: str
    path: str
    title: str
    type: str
    fields: tuple[Field, ...]


#: What columns fill; a heading means the same whatever the kind.
COLUMNS: Final = (
    ("名称", "@name"),
    ("说明", "attributes.description"),
    ("备注", "attributes.notes"),
    ("资产编号", "attributes.code"),
    ("管理部门", "attributes.managing_department"),
    ("租户", "attributes.tenant"),
    ("标签", "attributes.tags"),
    ("地址", "attributes.address"),
    ("经度", "attributes.longitude"),
    ("纬度", "attributes.latitude"),
    ("所在楼宇", "attributes.building"),
    ("所在机房", "attributes.room"),
    ("所在机柜", "attributes.rack"),
    ("柜号", "attributes.position"),
    ("机柜高度", "attributes.units"),
    ("起始 U 位", "attributes.u_start"),
    ("安装面", "attributes.face"),
    ("高度", "attributes.height_u"),
    ("厂商", "attributes.vendor"),
    ("型号", "attributes.model"),
    ("序列号", "attributes.serial"),
    ("操作系统", "attributes.os"),
    ("系统版本", "attributes.os_version"),
    ("管理地址", "attributes.management_address"),
    ("IP 地址", "attributes.addresses"),
    ("网卡地址", "attributes.macs"),
    ("处理器核数", "attributes.cpu_cores"),
    ("内存容量", "attributes.memory_bytes"),
    ("磁盘容量", "attributes.disk_bytes"),
    ("所在设备", "attributes.host"),
    ("接口名", "attributes.interface"),
    ("MAC 地址", "attributes.mac"),
    ("接口地址", "attributes.card_addresses"),
    ("速率", "attributes.speed"),
    ("MTU", "attributes.mtu"),
    ("VLAN 编号", "attributes.vlan_id"),
    ("所属 VLAN", "attributes.vlan"),
    ("网段", "attributes.prefix"),
    ("起始地址", "attributes.first_address"),
    ("终止地址", "attributes.last_address"),
    ("位于", "relation.located_in"),
    ("部署于", "relation.deployed_on"),
    ("加入集群", "relation.member_of"),
    # 下面各列默认不导入，可在页面上指定填入哪一项。
    ("状态", ""),
    ("角色", ""),
    ("机房编号", ""),
    ("风道", ""),
    ("VRF", ""),
    ("集群类型", ""),
    ("所在设备（虚拟机）", ""),
    ("自定义字段", ""),
)

_STATUS = Field("状态", ("status",), "choice")
_TEXTS = (
    Field("说明", ("description",)),
    Field("备注", ("comments",)),
    Field("标签", ("tags",), "names"),
    Field("自定义字段", ("custom_field_data", "custom_fields"), "record"),
)
_TENANT = Field("管理部门", ("tenant.name",))
_ROLE = Field("角色", ("role.name", "device_role.name"))

KINDS: Final = (
    Kind(
        "dcim.site", "dcim/sites", "站点", "building",
        (
            Field("名称", ("name",)), Field("地址", ("physical_address",)), Field("机房编号", ("facility",)),
            Field("经度", ("longitude",)), Field("纬度", ("latitude",)), _TENANT, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "dcim.location", "dcim/locations", "位置", "room",
        (
            Field("名称", ("name",)), Field("所在楼宇", ("site",), "reference"),
            Field("位于", ("parent", "site"), "reference"), Field("机房编号", ("facility",)), _TENANT, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "dcim.rack", "dcim/racks", "机柜", "rack",
        (
            Field("名称", ("name",)), Field("所在机房", ("location",), "reference"),
            Field("位于", ("location", "site"), "reference"), Field("机房编号", ("facility_id",)),
            Field("机柜高度", ("u_height",), "whole"), Field("资产编号", ("asset_tag",)), Field("序列号", ("serial",)),
            Field("角色", ("role.name",)), _TENANT, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "virtualization.cluster", "virtualization/clusters", "集群", "cluster",
        (
            Field("名称", ("name",)), Field("集群类型", ("type.name",)), Field("位于", ("site",), "reference"),
            _TENANT, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "dcim.device", "dcim/devices", "设备", "",
        (
            Field("名称", ("name",)), Field("厂商", ("device_type.manufacturer.name",)),
            Field("型号", ("device_type.model",)), Field("高度", ("device_type.u_height",), "whole"),
            Field("序列号", ("serial",)), Field("资产编号", ("asset_tag",)),
            Field("所在机房", ("location", "rack.location"), "reference"), Field("所在机柜", ("rack",), "reference"),
            Field("位于", ("rack", "location", "site"), "reference"), Field("起始 U 位", ("position",), "whole"),
            Field("安装面", ("face",), "choice"), Field("操作系统", ("platform.name",)),
            Field("管理地址", ("oob_ip.address", "management"), "address"),
            Field("IP 地址", ("addresses",), "lines"), Field("网卡地址", ("macs",), "lines"),
            Field("加入集群", ("cluster",), "reference"), Field("风道", ("airflow",), "choice"),
            _ROLE, _TENANT, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "virtualization.virtualmachine", "virtualization/virtual-machines", "虚拟机", "virtual_machine",
        (
            Field("名称", ("name",)), Field("操作系统", ("platform.name",)), Field("序列号", ("serial",)),
            Field("处理器核数", ("vcpus",), "whole"), Field("内存容量", ("memory",), "mebibytes"),
            Field("磁盘容量", ("disk",), "disk"), Field("部署于", ("cluster",), "reference"),
            Field("所在设备（虚拟机）", ("device.name",)), Field("租户", ("tenant.name",)),
            Field("IP 地址", ("addresses",), "lines"), Field("网卡地址", ("macs",), "lines"), _ROLE, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "dcim.interface", "dcim/interfaces", "接口", "network_card",
        (
            Field("名称", ("full_name",)), Field("所在设备", ("device",), "reference"), Field("接口名", ("name",)),
            Field("MAC 地址", ("mac",)), Field("接口地址", ("addresses",), "lines"),
            Field("速率", ("speed",), "kilobits"), Field("MTU", ("mtu",), "whole"), *_TEXTS,
        ),
    ),
    Kind(
        "virtualization.vminterface", "virtualization/interfaces", "虚拟机接口", "network_card",
        (
            Field("名称", ("full_name",)), Field("所在设备", ("virtual_machine",), "reference"),
            Field("接口名", ("name",)), Field("MAC 地址", ("mac",)), Field("接口地址", ("addresses",), "lines"),
            Field("MTU", ("mtu",), "whole"), *_TEXTS,
        ),
    ),
    Kind(
        "ipam.vlan", "ipam/vlans", "VLAN", "vlan",
        (Field("名称", ("name",)), Field("VLAN 编号", ("vid",), "whole"), _ROLE, _TENANT, _STATUS, *_TEXTS),
    ),
    Kind(
        "ipam.prefix", "ipam/prefixes", "网段", "subnet",
        (
            Field("名称", ("prefix",)), Field("网段", ("prefix",)), Field("所属 VLAN", ("vlan",), "reference"),
            Field("VRF", ("vrf.name",)), _ROLE, _TENANT, _STATUS, *_TEXTS,
        ),
    ),
    Kind(
        "ipam.iprange", "ipam/ip-ranges", "地址段", "ip_pool",
        (
            Field("名称", ("full_name",)), Field("起始地址", ("start_address",), "address"),
            Field("终止地址", ("end_address",), "address"), Field("VRF", ("vrf.name",)),
            _ROLE, _TENANT, _STATUS, *_TEXTS,
        ),
    ),
)  # fmt: skip

#: Kinds that stand in the rows of others (a device says its manufacturer), by the address of REST.
FOLDED: Final = {
    "dcim.manufacturer": "dcim/manufacturers",
    "dcim.devicetype": "dcim/device-types",
    "dcim.devicerole": "dcim/device-roles",
    "dcim.rackrole": "dcim/rack-roles",
    "dcim.platform": "dcim/platforms",
    "dcim.macaddress": "dcim/mac-addresses",
    "tenancy.tenant": "tenancy/tenants",
    "virtualization.clustertype": "virtualization/cluster-types",
    "ipam.ipaddress": "ipam/ip-addresses",
    "ipam.role": "ipam/roles",
    "ipam.vrf": "ipam/vrfs",
}

#: What references of one name lead to; "(kind).field" where it depends on the kind.
REFERENCES: Final = {
    "site": "dcim.site",
    "location": "dcim.location",
    "rack": "dcim.rack",
    "device": "dcim.device",
    "device_type": "dcim.devicetype",
    "manufacturer": "dcim.manufacturer",
    "platform": "dcim.platform",
    "tenant": "tenancy.tenant",
    "cluster": "virtualization.cluster",
    "virtual_machine": "virtualization.virtualmachine",
    "vlan": "ipam.vlan",
    "vrf": "ipam.vrf",
    "primary_ip4": "ipam.ipaddress",
    "primary_ip6": "ipam.ipaddress",
    "oob_ip": "ipam.ipaddress",
    "primary_mac_address": "dcim.macaddress",
    "device_role": "dcim.devicerole",
    "dcim.location.parent": "dcim.location",
    "dcim.device.role": "dcim.devicerole",
    "dcim.rack.role": "dcim.rackrole",
    "virtualization.virtualmachine.role": "dcim.devicerole",
    "virtualization.cluster.type": "virtualization.clustertype",
    "ipam.vlan.role": "ipam.role",
    "ipam.prefix.role": "ipam.role",
    "ipam.iprange.role": "ipam.role",
}

#: (type, what the role of a device, else its model, must contain): the first that fits. A device that fits none is told
#: by its role and stays out, for nobody knows what it is.
ROLES: Final = (
    ("firewall", r"firewall|防火墙|\bfw\b"),
    ("load_balancer", r"load.?balanc|负载均衡|\badc\b|\bslb\b"),
    ("san_switch", r"san.?switch|fc.?switch|fibre.?channel|光纤交换机"),
    ("ups", r"\bups\b|不间断电源"),
    ("nas", r"\bnas\b"),
    ("tape_library", r"tape|磁带"),
    ("storage_device", r"storage|存储|磁盘阵列|disk array"),
    ("router", r"router|路由器|\bwan\b|\bedge\b"),
    ("switch", r"switch|交换机|\btor\b|leaf|spine|(access|core|distribution|aggregation)\b|接入|汇聚|核心"),
    ("server", r"server|服务器|compute|hypervisor|\bhost\b|\bnode\b|宿主机|物理机|blade|刀片"),
)

#: Fields that tell nothing of a thing, or what other fields say as well.
SILENT: Final = frozenset(
    {
        "id", "url", "display", "display_url", "created", "last_updated", "slug", "cable_count", "device_count",
        "prefix_count", "rack_count", "virtualmachine_count", "vlan_count", "circuit_count", "ipaddress_count",
        "primary_ip", "primary_ip4", "primary_ip6", "device_type", "mac_address", "mac_addresses",
        "primary_mac_address", "family", "lft", "rght", "tree_id", "level", "depth", "count_ipaddresses",
        "count_fhrp_groups", "link_peers", "connected_endpoints", "size", "interface_count",
        "virtual_disk_count", "outer_unit", "weight_unit", "desc_units", "mark_connected", "mark_utilized",
        "is_pool", "enabled", "mgmt_only", "duplex", "scope_type", "scope_id", "scope", "starting_unit",
        "width", "form_factor", "config_context", "local_context_data", "children", "allocated_vcpus",
        "allocated_memory", "allocated_disk", "l2vpn_termination", "connected_endpoints_reachable", "_occupied",
    }
)  # fmt: skip

#: Objects of NetBox itself: accounts, sessions, its own history. They are told as one.
OWN_APPS: Final = frozenset(
    {"admin", "auth", "contenttypes", "core", "django_rq", "sessions", "social_django", "taggit", "users", "account"}
)
OWN_MODELS: Final = frozenset(
    {
        "extras.objectchange", "extras.cachedvalue", "extras.jobresult", "extras.taggeditem", "extras.tag",
        "extras.bookmark", "extras.notification", "extras.subscription", "extras.dashboard", "dcim.cablepath",
    }
)  # fmt: skip
#: What people call kinds of objects that have no place; others are told by the name that NetBox gives them.
UNPLACED: Final = {
    "dcim.region": "区域",
    "dcim.sitegroup": "站点组",
    "dcim.cable": "线缆",
    "dcim.cabletermination": "线缆端点",
    "dcim.powerport": "电源口",
    "dcim.poweroutlet": "电源插座",
    "dcim.powerpanel": "配电屏",
    "dcim.powerfeed": "供电回路",
    "dcim.consoleport": "控制台口",
    "dcim.consoleserverport": "控制台服务器口",
    "dcim.frontport": "配线架前端口",
    "dcim.rearport": "配线架后端口",
    "dcim.inventoryitem": "部件",
    "dcim.module": "板卡",
    "dcim.virtualchassis": "堆叠",
    "dcim.rackreservation": "机柜预留",
    "circuits.circuit": "线路",
    "circuits.provider": "线路服务商",
    "circuits.circuittermination": "线路端点",
    "tenancy.contact": "联系人",
    "tenancy.tenantgroup": "租户组",
    "virtualization.clustergroup": "集群组",
    "virtualization.virtualdisk": "虚拟磁盘",
    "ipam.aggregate": "地址聚合",
    "ipam.asn": "自治系统号",
    "ipam.rir": "地址登记机构",
    "ipam.vlangroup": "VLAN 组",
    "ipam.service": "服务端口",
    "ipam.fhrpgroup": "网关冗余组",
    "extras.customfield": "自定义字段的定义",
}
