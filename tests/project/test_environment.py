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
        ("TONGYUN_MAX_BODY_MIB", "-1"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(environment.BadSettingError, match=name):
        environment.read({name: value})
