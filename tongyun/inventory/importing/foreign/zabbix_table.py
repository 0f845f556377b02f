"""What a Zabbix host is with us: the one table of this mapping.

`FIELDS` say what becomes of each thing that an export tells of a host (`zabbix.facts_of` gives them these names);
`TYPES` say of which type a host is, the first that fits; `LEFT_OUT` names what never becomes part of a row. What a
file tells beyond these is counted and told in the dry run under its own name.
"""

from typing import Final

#: (heading of the column, what it fills, names of the facts that stand in it)
FIELDS: Final = (
    ("名称", "@name", ("name",)),
    ("主机名", "attributes.hostname", ("host",)),
    ("IP 地址", "attributes.addresses", ("agent", "jmx", "snmp")),
    ("管理地址", "attributes.management_address", ("management",)),
    ("说明", "attributes.description", ("description",)),
    ("序列号", "attributes.serial", ("inventory.serialno_a",)),
    ("资产编号", "attributes.code", ("inventory.asset_tag",)),
    ("厂商", "attributes.vendor", ("inventory.vendor",)),
    ("型号", "attributes.model", ("inventory.model",)),
    ("操作系统", "attributes.os", ("inventory.os",)),
    ("处理器架构", "attributes.arch", ("inventory.hw_arch",)),
    ("网卡地址", "attributes.macs", ("inventory.macaddress_a", "inventory.macaddress_b")),
    ("位置", "attributes.location", ("inventory.location",)),
    ("责任人", "attributes.owner", ("inventory.poc_1_name",)),
    ("联系电话", "attributes.phone", ("inventory.poc_1_phone_a",)),
    ("购置日期", "attributes.purchased_on", ("inventory.date_hw_purchase",)),
    ("质保截止日期", "attributes.warranty_until", ("inventory.date_hw_expiry",)),
    ("终止使用日期", "attributes.end_of_use_on", ("inventory.date_hw_decomm",)),
    ("集成商", "attributes.integrator", ("inventory.installer_name",)),
    ("标签", "attributes.tags", ("groups", "tags")),
    ("备注", "attributes.notes", ("inventory.notes",)),
    # 下面各列默认不导入，可在页面上指定填入哪一项。
    ("域名", "", ("dns",)),
    ("状态", "", ("status",)),
    ("代理", "", ("proxy",)),
    ("监控模板", "", ("templates",)),
    ("资产类型", "", ("inventory.type", "inventory.type_full")),
    ("系统全称", "", ("inventory.os_full", "inventory.os_short")),
    ("硬件", "", ("inventory.hardware", "inventory.hardware_full", "inventory.chassis")),
    ("第二序列号", "", ("inventory.serialno_b",)),
    ("合同编号", "", ("inventory.contract_number",)),
    ("联系人", "", ("inventory.contact",)),
    ("所在机柜", "", ("inventory.site_rack",)),
    ("所在地址", "", ("inventory.site_address_a", "inventory.site_address_b", "inventory.site_address_c")),
    ("安装日期", "", ("inventory.date_hw_install",)),
    ("用途", "", ("inventory.deployment_status", "inventory.tag")),
)

#: (type, which facts are looked at, what they must contain). Groups and templates may be called in Chinese or English.
ROLE: Final = ("templates", "groups", "inventory.type", "inventory.type_full")
TYPES: Final = (
    ("firewall", ROLE, r"fortigate|fortinet|palo ?alto|pan-os|check ?point|pfsense|opnsense|firewall|asa\b|防火墙"),
    ("load_balancer", ROLE, r"\bf5\b|big-?ip|load ?balanc|负载均衡"),
    ("san_switch", ROLE, r"brocade fc|fc switch|san switch|光纤交换机"),
    ("ups", ROLE, r"\bups\b|不间断电源"),
    ("nas", ROLE, r"synology|qnap|\bnas\b"),
    ("storage_device", ROLE, r"netapp|hpe msa|primera|3par|dell emc|oceanstor|\bstorage\b|存储设备|磁盘阵列"),
    ("router", ROLE, r"\brouters?\b|mikrotik|cisco asr|路由器"),
    (
        "switch",
        ROLE,
        r"\bswitch(es)?\b|cisco (ios|nexus|catalyst)|huawei vrp|hp comware|h3c|juniper|arista|extreme exos|"
        r"network generic device|d-link|tp-link|ruijie|交换机",
    ),
    ("virtual_machine", ROLE, r"vmware guest|virtual machine|\bvms?\b|虚拟机|云主机"),
    ("server", (*ROLE, "inventory.chassis"), r"\b(idrac|ilo|imm|ibmc)\b|chassis by ipmi|物理机|物理服务器|裸金属"),
    ("server", ("ipmi",), r"."),
    ("host", ("status",), r""),
)

#: Types whose one address is where they are reached and managed.
ONE_ADDRESS: Final = frozenset({"host", "virtual_machine"})

#: What of a host is never part of a row, and how it is told: passwords and keys among them are not even kept.
LEFT_OUT: Final = {
    "macros": "主机宏（可能含口令）",
    "items": "监控项",
    "triggers": "触发器",
    "discovery_rules": "自动发现规则",
    "httptests": "Web 场景",
    "valuemaps": "值映射",
    "graphs": "图形",
    "ipmi_username": "IPMI 账号",
    "ipmi_password": "IPMI 口令",
    "tls_psk": "通信密钥",
    "tls_psk_identity": "通信密钥标识",
    "interfaces.details": "SNMP 团体名与认证信息",
}

#: What beside hosts stands in an export, and how it is told.
ELSEWHERE: Final = {
    "templates": "监控模板定义",
    "triggers": "触发器",
    "graphs": "图形",
    "maps": "拓扑图",
    "images": "图片",
    "media_types": "媒介类型",
    "mediaTypes": "媒介类型",
    "value_maps": "值映射",
    "screens": "聚合图形",
    "dashboards": "仪表盘",
}
#: What tells nothing of a host: how Zabbix itself speaks to it, and names that stand at the hosts as well.
SILENT: Final = frozenset(
    {
        "uuid", "inventory_mode", "monitored_by", "tls_connect", "tls_accept", "tls_issuer", "tls_subject",
        "ipmi_authtype", "ipmi_privilege",
    }
)  # fmt: skip
