"""`tongyun <command>`: parse, then call. Commands import what they need when they run: each process stays small.

The supervisor and the store must not pay for Django; that is why the imports below stand in functions.
"""

# ruff: noqa: PLC0415 - see above
import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tongyun import __version__
from tongyun.project.environment import BadSettingError


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except BadSettingError as error:
        print(f"设置有误：{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = argparse.ArgumentParser(prog="tongyun", description="统运：政务信息化统一运营运维平台")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(required=True, metavar="命令")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        entry = commands.add_parser(name, help=text, description=text)
        entry.set_defaults(run=run)
        return entry

    command("up", _up, "启动本机的全部进程并看护它们")
    for name, run, text in (
        ("store", _store, "启动监控数据存储（ClickHouse 接口）"),
        ("web", _web, "启动 Web 服务"),
        ("worker", _worker, "启动后台任务"),
    ):
        command(name, run, text).add_argument("--parent", type=int, metavar="PID", help="此进程退出时一同退出")
    command("prepare", _prepare, "迁移数据库、装载内容包、生成首次设置链接").add_argument(
        "--agent-token", action="store_true", help="同时为本机代理准备令牌"
    )
    command("doctor", _doctor, "检查本安装并对每个问题给出处理办法").add_argument("--json", action="store_true")
    command("search", _search, "重建检索索引").add_argument("action", choices=["rebuild"])
    command("files", _files, "核对附件内容是否完好").add_argument("action", choices=["verify"])
    command("retry", _retry, "重新启用多次失败而停下的后台任务")
    command("agent-token", _agent_token, "为一台主机签发代理令牌").add_argument("name")
    command("administrators", _administrators, "查看三员；无人可用时为其生成一次性链接").add_argument(
        "seat", nargs="?", choices=["system", "security", "audit"], help="为空缺的管理员生成链接"
    )
    _audit_actions(command("audit", _audit, "校验、锚定、导出和归档审计日志"))
    actions = command("pack", _pack, "检查、比较、装载或停用内容包").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    actions.add_parser("list", help="列出内容包及其状态")
    lint = actions.add_parser("lint", help="检查全部内容包，或指定的内容包、目录")
    lint.add_argument("name", nargs="?", help="内容包编号或目录")
    actions.add_parser("diff", help="显示装载会带来的变化")
    apply = actions.add_parser("apply", help="装载全部内容包；指定一个时，已停用的也会重新启用")
    apply.add_argument("name", nargs="?", help="内容包编号或目录")
    actions.add_parser("retire", help="停用内容包，保留历史").add_argument("name", help="内容包编号")
    keys = command("keys", _keys, "查看、轮换或销毁加密密钥").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    keys.add_parser("list", help="列出密钥及各自加密的数据条数")
    rotate = keys.add_parser("rotate", help="生成新密钥并重新加密全部数据；中断后再次执行即继续")
    rotate.add_argument("--new", action="store_true", help="上次轮换未完成时也生成新密钥")
    keys.add_parser("destroy", help="销毁不再使用的密钥").add_argument("key", help="密钥编号")
    policy = command("policy", _policy, "查看系统设置，或恢复默认值").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    policy.add_parser("list", help="列出全部设置")
    policy.add_parser("reset", help="恢复一项设置的默认值；误设访问网段时由此恢复访问").add_argument(
        "key", help="设置编号"
    )
    trust = command("trust", _trust, "可信验证：建立程序文件的可信基线，或与基线比对")
    trust.add_argument("action", choices=["seal", "verify"])
    mlps = command("mlps", _mlps, "等保三级自查：逐项列出符合情况与缺项")
    mlps.add_argument("action", choices=["report"])
    mlps.add_argument("--json", action="store_true")
    account = command("account", _account, "在服务器上找回账号：解锁、重置密码或双因素")
    account.add_argument("action", choices=["list", "unlock", "reset-password", "reset-factors", "sign-out"])
    account.add_argument("username", nargs="?", default="", help="用户名")
    schemas = command("schemas", _schemas, "生成 schemas/ 目录")
    schemas.add_argument("folder", type=Path)
    schemas.add_argument("--check", action="store_true", help="只比较，不写入；有差异则失败")
    return top


def _up(options: argparse.Namespace) -> int:
    from tongyun.project.supervisor import up

    return up()


def _store(options: argparse.Namespace) -> int:
    from tongyun.project.processes.store import run

    return run(options.parent)


def _web(options: argparse.Namespace) -> int:
    from tongyun.project.processes.web import run

    return run(options.parent)


def _worker(options: argparse.Namespace) -> int:
    from tongyun.project.processes.worker import run

    return run(options.parent)


def _prepare(options: argparse.Namespace) -> int:
    from tongyun.project.cli.prepare import prepare

    return prepare(agent_token=options.agent_token)


def _doctor(options: argparse.Namespace) -> int:
    from tongyun.project.cli.doctor import doctor

    return doctor(as_json=options.json)


def _files(options: argparse.Namespace) -> int:
    from tongyun.project.cli.files import verify_files

    return verify_files()


def _search(options: argparse.Namespace) -> int:
    from tongyun.project.cli.search import rebuild_search

    return rebuild_search()


def _retry(options: argparse.Namespace) -> int:
    from tongyun.project.cli.retry import retry

    return retry()


def _agent_token(options: argparse.Namespace) -> int:
    from tongyun.project.cli.tokens import agent_token

    return agent_token(options.name)


def _administrators(options: argparse.Namespace) -> int:
    from tongyun.project.cli.administrators import administrators

    return administrators(options.seat)


def _audit_actions(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    verify = actions.add_parser("verify", help="逐条校验全部审计链")
    verify.add_argument("--resume", action="store_true", help="从上次中断处继续")
    verify.add_argument("--since-anchor", action="store_true", help="只校验最近一个签名锚点之后的记录")
    verify.add_argument("--workers", type=int, default=0, help="进程数；默认按处理器数")
    actions.add_parser("anchor", help="立即为各链的末端签名并写出锚点")
    export = actions.add_parser("export", help="导出到目录，附清单、签名和独立校验程序")
    export.add_argument("folder", type=Path)
    export.add_argument("--stream", action="append", default=[], help="只导出这条链；可重复")
    export.add_argument("--since", help="起始日期（含），如 2026-01-01")
    export.add_argument("--until", help="截止日期（不含）")
    export.add_argument("--format", choices=["jsonl", "csv", "jsonl.gz"], default="jsonl")
    archive = actions.add_parser("archive", help="把早于某日的记录移入归档目录（不得晚于六个月前）")
    archive.add_argument("--before", required=True, help="日期，如 2026-01-01")
    actions.add_parser("key", help="显示校验签名用的公钥").add_argument(
        "--rotate", action="store_true", help="先换新密钥"
    )


def _audit(options: argparse.Namespace) -> int:
    from tongyun.project.cli.audit import audit

    return audit(options)


def _pack(options: argparse.Namespace) -> int:
    from tongyun.project.cli.packs import pack

    return pack(options)


def _keys(options: argparse.Namespace) -> int:
    from tongyun.project.cli.keys import keys

    return keys(options)


def _policy(options: argparse.Namespace) -> int:
    from tongyun.project.cli.policies import policy

    return policy(options)


def _trust(options: argparse.Namespace) -> int:
    from tongyun.project.cli.trust import trust

    return trust(options)


def _mlps(options: argparse.Namespace) -> int:
    from tongyun.project.cli.mlps import report

    return report(as_json=options.json)


def _account(options: argparse.Namespace) -> int:
    from tongyun.project.cli.accounts import account

    return account(options.action, options.username)


def _schemas(options: argparse.Namespace) -> int:
    from tongyun.project.cli.schemas import generate

    return generate(options.folder, check=options.check)
