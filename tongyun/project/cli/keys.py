"""Work with the key ring: one function an action."""

import argparse
import sys
from collections.abc import Callable

from tongyun.project.cli.django_setup import setup

setup()

from django.db import transaction  # noqa: E402 - after Django is set up

from tongyun.kernel.contracts import Ref  # noqa: E402
from tongyun.kernel.services.audit import audit  # noqa: E402
from tongyun.kernel.services.context import system_actor  # noqa: E402
from tongyun.kernel.services.sealing import key_ring  # noqa: E402
from tongyun.kernel.services.sealing.rotation import begin_rotation, in_use, reseal  # noqa: E402

ACTOR = system_actor("命令行")


def keys(options: argparse.Namespace) -> int:
    """Run one action; exit code 1 when something was refused."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"list": _list, "rotate": _rotate, "destroy": _destroy}
    return actions[options.action](options)


def _list(options: argparse.Namespace) -> int:
    used = in_use()
    for key in key_ring().files():
        mark = "当前" if key.current else "旧"
        print(f"{key.id}  {key.made_at:%Y-%m-%d %H:%M:%S}Z  {mark}  {used.pop(key.id, 0)} 条")
    for key_id, count in sorted(used.items()):
        print(f"{key_id}  缺失：{count} 条数据无法读取")
    return 1 if used else 0


def _rotate(options: argparse.Namespace) -> int:
    key_id, fresh = begin_rotation(ACTOR, new_key=options.new)
    print(f"新密钥 {key_id} 已启用" if fresh else f"上次轮换未完成，继续以密钥 {key_id} 重新加密")
    resealed = unreadable = 0
    for progress in reseal():
        resealed += progress.resealed
        unreadable += progress.unreadable
        print(f"{progress.column.label}：已处理 {resealed} 条", flush=True)
    print(f"重新加密 {resealed} 条，无法读取 {unreadable} 条；旧密钥仍保留，供恢复旧备份使用")
    return 1 if unreadable else 0


def _destroy(options: argparse.Namespace) -> int:
    held = {key.id: key for key in key_ring().files()}
    refused = ""
    if options.key not in held:
        refused = f"密钥环中没有 {options.key}"
    elif held[options.key].current:
        refused = "当前密钥不能销毁，请先执行 tongyun keys rotate"
    elif in_use()[options.key]:
        refused = f"仍有 {in_use()[options.key]} 条数据以此密钥加密，请先执行 tongyun keys rotate"
    if refused:
        print(refused, file=sys.stderr)
        return 1
    with transaction.atomic():
        audit("key.destroyed", Ref("key", options.key, options.key), actor=ACTOR)
        key_ring().destroy(options.key)
    print(f"密钥 {options.key} 已销毁；以它加密的旧备份不能再读取")
    return 0
