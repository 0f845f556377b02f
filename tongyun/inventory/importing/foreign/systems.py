"""The systems whose files are read, and which of them a file is from."""

from pathlib import PurePosixPath

from .netbox import NETBOX
from .reading import HEAD, refused
from .sheet import System
from .zabbix import ROOT, ZABBIX

SYSTEMS = {system.key: system for system in (ZABBIX, NETBOX)}
#: How what an import is about begins when it is a system; then comes which of several such, if a person named it.
MARK, OF = "@", ":"
LONGEST_SOURCE = 40
SUFFIXES = (".json", ".yaml", ".yml", ".xml")


def about_file(name: str, content: bytes, source: str) -> str | None:
    """What an import of this file is about: the system it is from, and which one of several (`source`, as a person
    calls it); None for a table. Raises Invalid for a file that no system writes."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix not in SUFFIXES:
        return None
    if ROOT.encode() in content[:HEAD].replace(b"\x00", b""):
        system = ZABBIX.key
    elif suffix == ".json":
        system = NETBOX.key
    else:
        raise refused("unknown_format", "无法识别文件：YAML 和 XML 只支持 Zabbix 的配置导出。")
    return f"{MARK}{system}{OF}{_source(source)}" if source.strip() else f"{MARK}{system}"


def system_of(about: str) -> System | None:
    """The system that an import is about, if it is about one."""
    return SYSTEMS.get(_parts(about)[0]) if about.startswith(MARK) else None


def told_by(about: str) -> str:
    """The name under which what the system calls things is kept: two systems of a kind never mean the same by a
    number."""
    return about.removeprefix(MARK)


def title_of(about: str, *, english: bool = False) -> str:
    """What an import is about, for people."""
    system = SYSTEMS[_parts(about)[0]]
    title, source = system.title_en if english else system.title, _parts(about)[1]
    return f"{title} ({source})" if source and english else f"{title}（{source}）" if source else title


def _parts(about: str) -> tuple[str, str]:
    system, _, source = about.removeprefix(MARK).partition(OF)
    return system, source


def _source(text: str) -> str:
    source = " ".join(text.split())
    if len(source) > LONGEST_SOURCE or not source.isprintable():
        raise refused("bad_source", f"来源名称不能超过 {LONGEST_SOURCE} 个字，且不能含有控制字符。")
    return source
