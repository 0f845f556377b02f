"""The command behind `make demo`."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from .client import Client, Credentials
from .duty import DutyPerson
from .estate import Estate
from .installation import Installation
from .processes import adopt_orphans
from .servers import MissingServerError
from .story import play
from .waiting import GaveUpError

KILLABLE = ("nginx", "redis", "postgres")


def main() -> int:
    """Run the demo; the exit code is 0 when the whole river flowed."""
    options = _options()
    adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home = Path(tempfile.mkdtemp(prefix="tongyun-demo-"))
    home.chmod(0o755)  # PostgreSQL runs as another user and must reach its folder; Tongyun's own is private
    try:
        with ExitStack() as stack:
            run(home, options, stack)
    except (GaveUpError, MissingServerError) as error:
        say(f"演示没有完成：{error}")
        _last_words(home)
        return 1
    except KeyboardInterrupt:
        say("已中断")
        return 130
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


def run(home: Path, options: argparse.Namespace, stack: ExitStack) -> None:
    """The demo from an empty folder to the printed timeline."""
    say("启动演示环境：nginx → 示例应用 → PostgreSQL、Redis …")
    started = time.monotonic()
    estate = stack.enter_context(Estate(home / "estate"))
    for server in estate:
        say(f"  {server.title}：127.0.0.1:{server.port}")
    say("启动统运 …")
    installation = stack.enter_context(Installation(home))
    client = stack.enter_context(Client(installation.url))
    credentials = client.set_up(installation.setup_token())
    say(f"  {installation.url}，管理员已通过首次设置链接创建（{time.monotonic() - started:.1f} 秒）")
    say("等待自动发现（没有人工登记）…")
    duty = DutyPerson(client)
    for server in estate:
        item = duty.find_service(server)
        say(f"  发现 {item['name']}（{item['type_title']}）")
    for name in KILLABLE:
        duty.set_restart_command(estate[name])
    say(f"  全部发现，用时 {time.monotonic() - started:.1f} 秒；已为各服务填写重启命令")
    say(f"以 SIGKILL 杀死 {estate[options.service].title}，时间线：")
    timeline = play(estate, client, options.service)
    for line in timeline.lines():
        say(line)
    if options.keep:
        keep(installation, credentials)


def keep(installation: Installation, credentials: Credentials) -> None:
    """Leave everything running for a look, until Ctrl-C."""
    say(f"\n环境保持运行：{installation.url}\n  用户名 {credentials.username}\n  密码   {credentials.password}")
    say("按 Ctrl-C 结束并清理")
    threading.Event().wait()


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _last_words(home: Path) -> None:
    """The ends of the logs, because the folder is about to go."""
    for log in sorted(home.glob("tongyun/logs/*.log")):
        lines = log.read_text(errors="replace").splitlines()[-15:]
        if lines:
            say(f"--- {log.name}\n" + "\n".join(lines))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=f"真实环境演练（pid {os.getpid()}）")
    parser.add_argument("--service", choices=KILLABLE, default="redis", help="杀死哪一个服务")
    parser.add_argument("--keep", action="store_true", help="演练后保持运行，直到 Ctrl-C")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
