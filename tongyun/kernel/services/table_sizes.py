"""What SQLite knows of how large its tables are: by that it chooses the way to the rows of a query.

PostgreSQL looks by itself (autovacuum). SQLite looks when it is told to, and believes what it once saw: with a table
that held one row then, it reads a million rows from end to end today instead of fetching two hundred by their keys.
"""

from django.db import connection

from ..contracts import Task
from .work import register_handler, run_every

LOOK_TASK = "kernel.table_sizes"
EVERY_S = 3600.0
#: Rows of an index that are looked at: enough to tell a column of two values from one of a thousand. With eight million
#: rows in 126 indexes half a second, of which a writer waits for one table's share.
ROWS_LOOKED_AT = 20_000
#: A table below this may have grown before the next look; of what is not known SQLite supposes that it is large.
SMALL = 1_000


def look() -> None:
    """Tell SQLite how large its tables are; connections know it as soon as they are opened anew."""
    if connection.vendor != "sqlite":
        return
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ANALYZE {quoted(table)}")
        cursor.execute("DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < %s", [SMALL])
        cursor.execute("ANALYZE sqlite_schema")


def wire() -> None:
    """Register the hourly look; `schedule` arms it."""
    register_handler(LOOK_TASK, _run, transactional=False)


def schedule() -> None:
    """Arm the hourly look; called when a worker starts."""
    run_every(LOOK_TASK, "all", EVERY_S)


def _run(task: Task) -> None:
    look()
