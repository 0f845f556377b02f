"""Work with packs."""

import sys
from pathlib import Path

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.packs import facade as packs  # noqa: E402 - after Django is set up


def pack(action: str, name: str | None) -> int:
    """List, lint, diff, apply or retire; exit code 1 when something was refused."""
    if action == "lint":
        findings = packs.lint(Path(name) if name else None)
        for finding in findings:
            print(f"{finding.path}:{finding.line or 1}: {finding.severity}: {finding.message}")
        print(f"{len(findings)} 个问题")
        return 1 if any(finding.severity == "error" for finding in findings) else 0
    if action == "retire":
        if not name:
            print("请给出内容包编号", file=sys.stderr)
            return 2
        packs.retire(name)
        print(f"{name} 已停用，历史保留")
        return 0
    if action == "apply":
        reports = packs.apply_all()
        for report in reports:
            print(f"{report.pack}：{report.state}")
            for finding in report.findings:
                print(f"  {finding.path}:{finding.line or 1}: {finding.message}")
        return 1 if any(report.state == "refused" for report in reports) else 0
    for line in packs.listing() if action == "list" else packs.diff():
        print(line)
    return 0
