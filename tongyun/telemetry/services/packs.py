"""Pack kinds of telemetry: panels and probes."""

from typing import Any

from tongyun.kernel.contracts import Finding, PackFile, PackKind
from tongyun.kernel.facade import pack_kinds

from ..models import Panel, Probe
from ..promql.engine import check
from ..promql.errors import PromqlError

KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_.-]{0,99}$"}

PANELS_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "指标面板",
    "description": "一种配置项类型的页面上的图表；表达式中的 $ci 换成该配置项的编号。",
    "type": "object",
    "required": ["type", "panels"],
    "additionalProperties": False,
    "properties": {
        "type": KEY,
        "panels": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["key", "title", "title_en", "unit", "kind", "queries"],
                "additionalProperties": False,
                "properties": {
                    "key": KEY,
                    "title": {"type": "string"},
                    "title_en": {"type": "string"},
                    "unit": {"type": "string"},
                    "kind": {"enum": ["line", "area", "stat"]},
                    "queries": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["expr", "legend"],
                            "additionalProperties": False,
                            "properties": {
                                "expr": {"type": "string"},
                                "legend": {"type": "string"},
                                "legend_en": {"type": "string"},
                            },
                        },
                    },
                    "thresholds": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["value", "severity"],
                            "additionalProperties": False,
                            "properties": {
                                "value": {"type": "number"},
                                "severity": {"enum": ["critical", "major", "minor", "info"]},
                            },
                        },
                    },
                },
            },
        },
    },
}

PROBES_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "拨测",
    "description": "对某类配置项中填写了地址的每一个，从外部定时检查。",
    "type": "object",
    "required": ["probes"],
    "additionalProperties": False,
    "properties": {
        "probes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["key", "type", "kind", "attribute"],
                "additionalProperties": False,
                "properties": {
                    "key": KEY,
                    "type": KEY,
                    "kind": {"enum": ["http", "tcp", "tls"]},
                    "attribute": {"type": "string"},
                    "interval_s": {"type": "number", "minimum": 1, "maximum": 86400},
                    "timeout_s": {"type": "number", "exclusiveMinimum": 0, "maximum": 60},
                },
            },
        }
    },
}


def check_panels(file: PackFile) -> list[Finding]:
    """Every expression must be PromQL that the engine can run."""
    findings: list[Finding] = []
    for panel in file.content["panels"]:
        for query in panel["queries"]:
            try:
                check(query["expr"].replace("$ci", "00000000-0000-0000-0000-000000000000"))
            except PromqlError as error:
                findings.append(Finding(file.path, f"面板 {panel['key']}：{error}"))
    return findings


def apply_panels(file: PackFile) -> None:
    """Replace the panels of this file."""
    Panel.objects.filter(pack=file.pack, source=file.id).delete()
    for rank, panel in enumerate(file.content["panels"]):
        Panel.objects.update_or_create(
            item_type=file.content["type"],
            key=panel["key"],
            defaults={"pack": file.pack, "source": file.id, "rank": rank, "content": panel},
        )


def retire_panels(pack: str, source: str) -> None:
    """Take a file's panels away."""
    Panel.objects.filter(pack=pack, source=source).delete()


def apply_probes(file: PackFile) -> None:
    """Replace the probes of this file."""
    Probe.objects.filter(pack=file.pack, source=file.id).delete()
    for probe in file.content["probes"]:
        Probe.objects.update_or_create(
            key=probe["key"],
            defaults={
                "pack": file.pack,
                "source": file.id,
                "item_type": probe["type"],
                "kind": probe["kind"],
                "attribute": probe["attribute"],
                "interval_s": probe.get("interval_s", 15),
                "timeout_s": probe.get("timeout_s", 5),
            },
        )


def retire_probes(pack: str, source: str) -> None:
    """Stop a file's probes."""
    Probe.objects.filter(pack=pack, source=source).delete()


def wire() -> None:
    """Register both kinds."""
    pack_kinds.register(
        PackKind("panels", (".yaml",), PANELS_SCHEMA, check_panels, apply_panels, retire_panels, rank=40)
    )
    pack_kinds.register(
        PackKind("probes", (".yaml",), PROBES_SCHEMA, lambda file: [], apply_probes, retire_probes, rank=40)
    )
