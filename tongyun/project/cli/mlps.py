"""`tongyun mlps report`: how far this installation meets level 3, control by control."""

import json
from collections import Counter
from dataclasses import asdict

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.contracts.mlps import VERDICTS, Verdict  # noqa: E402 - after Django is set up
from tongyun.kernel.services.mlps import assess  # noqa: E402


def report(*, as_json: bool = False) -> int:
    """Print every control with what is missing; exit code 1 when one is not met at all."""
    assessed = assess()
    if as_json:
        rows = [{**asdict(entry), "verdict": entry.found.verdict} for entry in assessed]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for entry in assessed:
            print(f"[{VERDICTS[entry.found.verdict]}] {entry.number} {entry.section.zh}：{entry.demand.zh}")
            for line in entry.found.there:
                print(f"      有：{line.zh}")
            for line in entry.found.missing:
                print(f"      缺：{line.zh}")
            print(f"      见：{entry.evidence.zh}（{entry.code}）")
    counted = Counter(entry.found.verdict for entry in assessed)
    if not as_json:
        print("，".join(f"{VERDICTS[verdict]} {counted[verdict]} 项" for verdict in Verdict))
    return 1 if counted[Verdict.UNMET] else 0
