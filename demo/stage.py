"""The stage of demo, benchmarks and drills: the estate, a Tongyun that has discovered it, and the person on duty."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servers.processes import adopt_orphans, exit_on_sigterm

from .client import Client, Credentials
from .duty import DutyPerson
from .estate import Estate
from .installation import Installation

KILLABLE = ("redis", "nginx", "postgres")
#: For an installation whose own rules restart these servers without anybody's click.
SELF_HEALING = {"TONGYUN_PACKS": str(Path(__file__).with_name("site"))}


@dataclass(frozen=True)
class Stage:
    """Everything that plays."""

    home: Path
    estate: Estate
    installation: Installation
    client: Client
    credentials: Credentials
    duty: DutyPerson


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that others may pass through: PostgreSQL runs as another user. Gone afterwards."""
    adopt_orphans()
    exit_on_sigterm()
    home = Path(tempfile.mkdtemp(prefix="tongyun-demo-"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def stage(home: Path, settings: dict[str, str] | None = None) -> Iterator[Stage]:
    """Start estate and installation and make the administrator; stop both afterwards."""
    with (
        Estate(home / "estate") as estate,
        Installation(home, settings) as installation,
        Client(installation.url) as client,
    ):
        credentials = client.set_up(installation.setup_token())
        yield Stage(home, estate, installation, client, credentials, DutyPerson(client))


def discover(play: Stage) -> list[str]:
    """Wait until the platform has found every server by itself, and set the restart commands; returns the names."""
    found = [play.duty.find_service(server) for server in play.estate]
    for name in KILLABLE:
        play.duty.set_restart_command(play.estate[name])
    return [f"{item['name']}（{item['type_title']}）" for item in found]


def last_words(home: Path) -> str:
    """The ends of the installation's logs, for when something went wrong."""
    told: list[str] = []
    for log in sorted(home.glob("tongyun/logs/*.log")):
        lines = log.read_text(errors="replace").splitlines()[-15:]
        told += [f"--- {log.name}", *lines] if lines else []
    return "\n".join(told)
