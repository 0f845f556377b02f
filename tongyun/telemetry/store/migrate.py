"""Numbered migrations of the telemetry schema: `schema/NNNN_name.sql`, each applied once, in order, over HTTP.

The same on chDB and on a ClickHouse server. Every statement must be safe to repeat (`IF NOT EXISTS`), because
ClickHouse has no transactions over DDL: a migration that was cut off is run again from its beginning.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clickhouse_connect.driver.client import Client

from tongyun.telemetry.store.client import unavailable
from tongyun.telemetry.store.lexer import tokens

SCHEMA: Final = Path(__file__).parent / "schema"
FILE_NAME: Final = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
DEFAULT_RETENTION_DAYS: Final = 90
LOG_TABLE: Final = """
CREATE TABLE IF NOT EXISTS tongyun.schema_migrations
(
    number UInt32,
    name String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY number
"""


@dataclass(frozen=True, order=True)
class Migration:
    """One file of `schema/`."""

    number: int
    name: str
    statements: tuple[str, ...]


def migrations(folder: Path = SCHEMA) -> list[Migration]:
    """All migrations by number. Raises `ValueError` for a file name out of form or a number used twice."""
    found: dict[int, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        named = FILE_NAME.fullmatch(path.name)
        if named is None or int(named[1]) in found:
            raise ValueError(f"{path.name}: migrations are named NNNN_name.sql, each number once")
        found[int(named[1])] = Migration(int(named[1]), named[2], tuple(statements(path.read_text(encoding="utf-8"))))
    return [found[number] for number in sorted(found)]


def statements(script: str) -> list[str]:
    """A script's statements, split at the semicolons that end them."""
    text = script.encode()
    parts: list[str] = []
    begin = 0
    for token in tokens(text):
        if token.is_sign(";"):
            parts.append(text[begin : token.start].decode().strip())
            begin = token.end
    if any(True for _ in tokens(text, begin)):
        parts.append(text[begin:].decode().strip())
    return parts


def migrate(client: Client) -> list[str]:
    """Apply what is missing and return what was applied. Raises `StoreUnavailable` or ClickHouse's own error."""
    applied: list[str] = []
    with unavailable():
        client.command("CREATE DATABASE IF NOT EXISTS tongyun", use_database=False)
        client.command(LOG_TABLE, use_database=False)
        done = {row[0] for row in client.query("SELECT number FROM tongyun.schema_migrations").result_rows}
        for migration in migrations():
            if migration.number in done:
                continue
            for statement in migration.statements:
                client.command(statement, use_database=False)
            client.insert(
                "schema_migrations",
                [[migration.number, migration.name]],
                column_names=["number", "name"],
                column_type_names=["UInt32", "String"],
                database="tongyun",
            )
            applied.append(f"{migration.number:04d}_{migration.name}")
    return applied


def set_retention(client: Client, days: int = DEFAULT_RETENTION_DAYS) -> None:
    """Keep samples for `days` days (1 to 3650). Old data goes in the background, a whole day's part at a time."""
    if not 1 <= days <= 3650:
        raise ValueError("samples are kept for 1 to 3650 days")
    with unavailable():
        present = str(
            client.command("SELECT engine_full FROM system.tables WHERE database = 'tongyun' AND name = 'samples'")
        )
        if f"toIntervalDay({days})" not in present:
            client.command(f"ALTER TABLE tongyun.samples MODIFY TTL toDateTime(ts, 'UTC') + INTERVAL {days} DAY")
