"""What a start does with a database of another version."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tongyun.project.cli.prepare import migrate

pytestmark = pytest.mark.django_db


def forget(*names: str) -> None:
    """As if these migrations of the inventory had not been applied, nor the one that stands for all."""
    applied = MigrationRecorder(connection).migration_qs.filter(app="inventory")
    assert applied.filter(name__in=names).delete()[0] == len(names)
    assert applied.filter(name__startswith="0001_squashed").delete()[0] == 1


def test_an_installation_with_every_migration_of_before_has_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    forget()
    migrate()
    assert "数据库结构已更新" not in capsys.readouterr().out


def test_an_installation_half_way_is_told_what_to_do_and_nothing_changes() -> None:
    forget("0009_port_mappings", "0010_statistics")
    before = set(connection.introspection.table_names())
    with pytest.raises(SystemExit, match=r"inventory 的 0009_port_mappings 之前.*9905cd3"):
        migrate()
    assert set(connection.introspection.table_names()) == before
