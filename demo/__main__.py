"""The command behind `make demo`."""

import argparse
import sys
import threading
import time
from pathlib import Path

from servers.server import MissingServerError
from servers.waiting import GaveUpError

from .stage import KILLABLE, SELF_HEALING, Stage, discover, folder, last_words, stage
from .story import play


def main() -> int:
    """Run the demo; the exit code is 0 when the whole river flowed."""
    options = _options()
    with folder() as home:
        try:
            run(home, options.service, options.auto, options.keep)
        except (GaveUpError, MissingServerError) as error:
            say(f"演示没有完成：{error}\n{last_words(home)}")
            return 1
        except KeyboardInterrupt:
            say("已停止，全部进程和文件已清理")
            return 130
    return 0


def run(home: Path, service: str, auto: bool, keep: bool) -> None:
    """The demo from an empty folder to the printed timeline."""
    say("启动演示环境（nginx → 示例应用 → PostgreSQL、Redis）和统运 …")
    started = time.monotonic()
    with stage(home, SELF_HEALING if auto else None) as found:
        for server in found.estate:
            say(f"  {server.title}：127.0.0.1:{server.port}")
        say(f"  统运：{found.installation.url}，管理员已通过首次设置链接创建（{time.monotonic() - started:.1f} 秒）")
        say("等待自动发现（没有人工登记）…")
        for name in discover(found):
            say(f"  发现 {name}")
        say(f"  全部发现（{time.monotonic() - started:.1f} 秒）；已为各服务填写重启命令")
        say(f"以 SIGKILL 杀死 {found.estate[service].title}，时间线：")
        for line in play(found.estate, found.client, service, auto=auto).lines():
            say(line)
        if keep:
            look_around(found)


def look_around(found: Stage) -> None:
    """Leave everything running for a look, until Ctrl-C."""
    who = found.credentials
    say(f"\n环境保持运行：{found.installation.url}\n  用户名 {who.username}\n  密码   {who.password}")
    say("按 Ctrl-C 结束并清理")
    threading.Event().wait()


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description="真实环境演练：发现、杀死一个服务、走完全程")
    parser.add_argument("--service", choices=KILLABLE, default="redis", help="杀死哪一个服务")
    parser.add_argument("--auto", action="store_true", help="规则自动重启，无人点击")
    parser.add_argument("--keep", action="store_true", help="演练后保持运行，直到 Ctrl-C")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
