"""Settings: documented, parsed strictly, with errors that name variable and value."""

from pathlib import Path

import pytest

from tongyun.project import environment

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


@pytest.mark.parametrize("row", environment.SETTINGS, ids=lambda row: row.name)
def test_each_setting_is_documented_as_it_is(row: environment.Setting) -> None:
    default = f"`{row.default}`" if row.default else "（空）"
    assert f"| `{row.name}` | {default} | {row.help} |" in DOCS.read_text()


def test_the_document_names_no_other_setting() -> None:
    named = {line.split("`")[1] for line in DOCS.read_text().splitlines() if line.startswith("| `")}
    assert named == {row.name for row in environment.SETTINGS}


def test_defaults_are_usable() -> None:
    env = environment.read({})
    assert env.port == 8000
    assert env.data == Path("data").resolve()
    assert env.database_url == f"sqlite:///{env.data}/tongyun.sqlite3"
    assert env.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TONGYUN_PORT", "0"),
        ("TONGYUN_PORT", "http"),
        ("TONGYUN_PORT", "８０００"),
        ("TONGYUN_AGENT", "maybe"),
        ("TONGYUN_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://root@db/x"),
        ("DATABASE_URL", "postgresql://db:many/x"),
        ("TONGYUN_MAX_BODY_MIB", "-1"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(environment.BadSettingError, match=name):
        environment.read({name: value})


def test_relative_paths_are_those_of_where_it_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    env = environment.read({"TONGYUN_DATA": "d", "DATABASE_URL": "sqlite:///x.db", "TONGYUN_PACKS": "a:b"})
    assert env.data == tmp_path / "d"
    assert env.database_url == f"sqlite:///{tmp_path}/x.db"
    assert env.packs == (tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
        ("fd00::1", "http://[fd00::1]:8000"),
    ],
)
def test_this_machine_reaches_the_address_that_is_listened_on(host: str, url: str) -> None:
    env = environment.read({"TONGYUN_HOST": host, "TONGYUN_PUBLIC_URL": "https://ops.example.gov.cn/"})
    assert (env.local_url, env.public_url) == (url, "https://ops.example.gov.cn")
