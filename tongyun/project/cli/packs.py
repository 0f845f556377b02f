"""Work with packs: one function an action."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.contracts import Finding, Problem  # noqa: E402 - after Django is set up
from tongyun.packs import facade as packs  # noqa: E402
from tongyun.packs.contracts import ABSENT, EditState, PackReport  # noqa: E402

EDITS = {
    EditState.EDITED: "",
    EditState.SAME: " 与自带的值已相同，可以还原",
    EditState.CONFLICT: " 冲突：自带的值已改为 {shipped}，本单位的值继续有效",
    EditState.GONE: " 冲突：自带内容中已没有这个位置，修改不起作用",
}
STATES = {"applied": "已装载", "unchanged": "没有变化", "refused": "被拒绝", "retired": "已停用"}


def pack(options: argparse.Namespace) -> int:
    """Run one action; exit code 1 when something was refused."""
    actions: dict[str, Callable[[str | None], int]] = {
        "list": lambda _: _lines(packs.listing()),
        "lint": _lint,
        "diff": lambda _: _lines(_differences()),
        "apply": _apply,
        "retire": _retire,
    }
    try:
        return actions[options.action](getattr(options, "name", None))
    except Problem as problem:
        print(problem.detail, file=sys.stderr)
        return 1


def _lint(name: str | None) -> int:
    findings = packs.lint(name)
    for finding in findings:
        print(_shown(finding))
    print(f"{len(findings)} 个问题")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _apply(name: str | None) -> int:
    reports: list[PackReport] = packs.apply_all() if name is None else [packs.apply_one(name)]
    for report in reports:
        print(f"{report.pack}：{STATES[report.state]}")
        for finding in report.findings:
            print(f"  {_shown(finding)}")
    return 1 if any(report.state == "refused" for report in reports) else 0


def _retire(name: str | None) -> int:
    assert name is not None, "the parser demands it"
    packs.retire(name)
    print(f"{name} 已停用，历史保留；用 tongyun pack apply {name} 重新启用")
    return 0


def _differences() -> Iterator[str]:
    """Files and values that applying would change, then what this site changed and how it stands to what is shipped."""
    for change in packs.diff():
        yield str(change)
        for value in change.values:
            yield f"    {value.path}：{_value(value.old)} → {_value(value.new)}"
    for edit in packs.site_edits():
        laid = edit.laid
        sign = "!" if laid.state in (EditState.CONFLICT, EditState.GONE) else "*"
        who = edit.origin or edit.changed_by
        was = _value(laid.edit.shipped)
        line = f"{sign} {edit.pack}/{edit.kind}/{edit.file} {laid.edit.path}：{was} → {_value(laid.edit.value)}"
        yield f"{line}（本单位，{who}）{EDITS[laid.state].format(shipped=_value(laid.shipped))}"


def _value(value: Any) -> str:
    if value is ABSENT:
        return "未设置"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _lines(lines: Iterable[object]) -> int:
    for line in lines:
        print(line)
    return 0


def _shown(finding: Finding) -> str:
    kind = "错误" if finding.severity == "error" else "警告"
    return f"{finding.path}:{finding.line or 1}: {kind}：{finding.message}"
