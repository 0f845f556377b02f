"""Jobs as files: what ships is right and does what it says; what is wrong is named."""

import os
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.jobs.conftest import ECHO, Estate, apply_job
from tongyun.jobs import facade
from tongyun.jobs.models import JobTemplate
from tongyun.jobs.services.environment import environment_of
from tongyun.jobs.services.template_files import SCHEMA, apply, check, retire
from tongyun.kernel.contracts import Conflict, NotFound, PackFile
from tongyun.kernel.facade import system_actor

PACKS = Path(__file__).parents[2] / "packs"
SHIPPED = sorted(PACKS.glob("*/jobs/*.yaml"))
RESTART = yaml.safe_load((PACKS / "hosts/jobs/restart-service.yaml").read_text(encoding="utf-8"))["script"]


def file_of(content: dict[str, Any], pack: str = "test") -> PackFile:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return PackFile(pack, "jobs", "echo", "jobs/echo.yaml", content, text)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_shipped_jobs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    Draft202012Validator(SCHEMA).validate(content)
    assert check(PackFile("hosts", "jobs", path.stem, str(path), content, text)) == []
    if content["interpreter"] == "sh":
        assert subprocess.run(["sh", "-n"], input=content["script"], text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parameters": {"type": "object"}}, "additionalProperties"),
        ({"parameters": {"type": "nothing"}}, "JSON Schema"),
        (
            {"parameters": {"type": "object", "additionalProperties": False, "properties": {"item_x": {}}}},
            "保留给平台",
        ),
        ({"interpreter": "python3", "script": "x = 1\nif:\n"}, "语法错误"),
    ],
)
def test_findings(changes: dict[str, Any], words: str) -> None:
    (finding,) = check(file_of({**ECHO, **changes}))
    assert words in finding.message
    assert finding.line


@pytest.mark.django_db
def test_a_job_belongs_to_one_pack(estate: Estate) -> None:
    apply_job()
    digest = JobTemplate.objects.get().digest
    apply(file_of({**ECHO, "title": "别名"}))
    assert JobTemplate.objects.get().digest != digest
    with pytest.raises(Conflict):
        apply(file_of(ECHO, pack="another"))
    retire("test", "echo")
    with pytest.raises(NotFound):
        facade.start_run("echo", [estate.web.id], {"word": "a"}, system_actor("x"))
    apply(file_of(ECHO, pack="another"))
    assert JobTemplate.objects.get().enabled


def restart(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run the shipped script as an agent would."""
    env = {"PATH": os.environ["PATH"], "TY_ITEM_NAME": "演示", **environment}
    return subprocess.run(["sh"], input=RESTART, text=True, capture_output=True, env=env, check=False, timeout=60)


def test_restart_says_when_it_does_not_know_how() -> None:
    done = restart()
    assert done.returncode == 64
    assert "重启命令" in done.stdout


def test_restart_waits_until_the_port_listens() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        done = restart(TY_ITEM_RESTART_COMMAND="echo '再次启动'", TY_ITEM_PORT=port)
    assert (done.returncode, "再次启动" in done.stdout, "已恢复监听" in done.stdout) == (0, True, True)
    failed = restart(TY_ITEM_RESTART_COMMAND="exit 3", TY_ITEM_PORT=port)
    assert failed.returncode == 1


@pytest.mark.django_db
def test_values_are_data_never_text(estate: Estate) -> None:
    estate.web.attributes = {"restart_command": "x", "tags": ["a"], "big": "y" * 10_000, "on": True, "nul": "a\x00b"}
    given = environment_of("JOB-1", {"word": "$(reboot); `id`", "many": [1, "二"], "none": None}, estate.web.view())
    assert given["TY_WORD"] == "$(reboot); `id`"
    assert given["TY_MANY"] == '[1, "二"]'
    assert given["TY_ITEM_ON"] == "true"
    assert not given.keys() & {"TY_NONE", "TY_ITEM_TAGS", "TY_ITEM_BIG", "TY_ITEM_NUL"}
