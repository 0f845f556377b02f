"""`tongyun trust`: accept the installed release as it is, or compare it with what was accepted."""

import argparse
import sys

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.services import trust as trusted  # noqa: E402 - after Django is set up
from tongyun.kernel.services.context import acting_as, system_actor  # noqa: E402
from tongyun.kernel.services.trust.checking import REASONS, check_and_tell  # noqa: E402


def trust(options: argparse.Namespace) -> int:
    """Run one action; exit code 1 when something differs, 2 when there is nothing to compare with."""
    with acting_as(system_actor("命令行")):
        return {"seal": _seal, "verify": _verify}[options.action]()


def _seal() -> int:
    made = trusted.seal()
    print(f"已建立可信基线：版本 {made.version}，{made.files} 个文件")
    print(f"总摘要（SM3）{made.digest}")
    return 0


def _verify() -> int:
    result = check_and_tell()
    for each in result.found:
        print(f"{each.path}：{REASONS[each.reason]}")
    print(f"{len(result.found)} 个文件与基线不符" if result.found else result.detail)
    if result.state == "unsealed":
        print("核对安装包后执行 tongyun trust seal。", file=sys.stderr)
        return 2
    return 0 if result.state == "trusted" else 1
