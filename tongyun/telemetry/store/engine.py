"""chDB: the engine in this process, its connections, and one call that runs a statement.

The extension is loaded by its path: importing the package `chdb` opens and closes an engine twice and draws in its
Python helpers (0.5 s and 20 MB for nothing we use). One process serves one data folder; connections to it are cheap
(0.4 ms), run in parallel with each other, and hold the session's database and settings, so finished ones are kept
under exactly these and used again by a request that asks for the same.
"""

import ctypes
import importlib.machinery
import importlib.util
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tongyun.telemetry.store.config import StoreConfig, write_engine_files
from tongyun.telemetry.store.errors import ClickHouseError, from_engine

EXTENSION: Final = "_chdb.abi3.so"
RTLD_DEEPBIND: Final = 0x00008
# A scalar function that reads any file of this machine, which the engine grants to everyone: replaced by a refusal.
DISARMED: Final = "file"
IDLE_CONNECTIONS: Final = 16
MADV_DONTNEED: Final = 4


@dataclass(frozen=True)
class Session:
    """What a connection has been set to."""

    database: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    readonly: bool = False


@dataclass(frozen=True)
class Answer:
    """A statement's result. `data` is a view of the engine's own memory, alive as long as the answer is."""

    data: memoryview
    read_rows: int
    read_bytes: int
    written_rows: int
    written_bytes: int
    elapsed: float
    owner: Any = field(repr=False)


class Engine:
    """The one engine of this process. Thread-safe: each call works on a connection of its own."""

    def __init__(self, config: StoreConfig) -> None:
        path = config.data / "engine"
        path.mkdir(parents=True, exist_ok=True)
        self._module = _load()
        self._module.set_signal_handlers_enabled(0)
        self._connection_string = f"{path}?config-file={write_engine_files(config)}"
        self._idle: OrderedDict[Session, list[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._anchor = self._connect()  # the engine shuts down with its last connection
        self._module.create_function(DISARMED, _refuse_file, ["String"], "String")
        self._make_default_database_plain()
        self.version = self.text("SELECT version()")

    def text(self, statement: str) -> str:
        """A one-value statement's answer."""
        return bytes(self.run(Session(), statement, {}, "TSVRaw").data).decode().strip()

    def run(
        self, session: Session, statement: str, parameters: Mapping[str, str], output: str, keep: bool = True
    ) -> Answer:
        """Run one statement and return its answer in the format `output` (a FORMAT clause goes before it).

        `keep=False` throws the connection away afterwards, for statements that change the session.
        Raises `ClickHouseError` with the engine's own code.
        """
        connection = self._take(session)
        try:
            result = _query(connection, statement, output, parameters)
            view = memoryview(result.get_memview().view()) if result.size() else memoryview(b"")
            return Answer(
                data=view,
                read_rows=result.storage_rows_read(),
                read_bytes=result.storage_bytes_read(),
                written_rows=result.rows_written(),
                written_bytes=result.bytes_written(),
                elapsed=result.elapsed(),
                owner=result,
            )
        except ClickHouseError:
            keep = False
            raise
        finally:
            self._give_back(session, connection, keep)

    def statements_in(self, text: str) -> int:
        """How many statements the engine's own parser sees; 0 when it does not parse."""
        session = Session()
        connection = self._take(session)
        try:
            return int(connection.classify_query(text)["statement_count"])
        finally:
            self._give_back(session, connection, keep=True)

    def close(self) -> None:
        """Close every connection; the engine finishes its writes and unlocks the folder."""
        with self._lock:
            idle = [connection for connections in self._idle.values() for connection in connections]
            self._idle.clear()
        for connection in [*idle, self._anchor]:
            connection.close()

    def _make_default_database_plain(self) -> None:
        """chDB lays the file system under the database `default`: an unknown table there would be looked for as a file.

        An empty one is replaced by an ordinary database; one with tables is left as it is (the grants guard it).
        """
        layered = self.text("SELECT count() FROM system.databases WHERE name = 'default' AND engine = 'Overlay'")
        tables = self.text("SELECT count() FROM system.tables WHERE database = 'default'")
        if (layered, tables) == ("1", "0"):
            for statement in ("DROP DATABASE default", "CREATE DATABASE default ENGINE = Atomic"):
                _query(self._anchor, statement, "Null", {})

    def _connect(self) -> Any:
        try:
            return self._module.connect(self._connection_string)
        except RuntimeError as failure:
            raise from_engine(str(failure).removeprefix("Failed to create connection: ")) from failure

    def _take(self, session: Session) -> Any:
        with self._lock:
            if waiting := self._idle.get(session):
                return waiting.pop()
        connection = self._connect()
        try:
            for statement in _preparation(session):
                _query(connection, statement, "Null", {})
        except ClickHouseError:
            connection.close()
            raise
        return connection

    def _give_back(self, session: Session, connection: Any, keep: bool) -> None:
        surplus = [] if keep else [connection]
        with self._lock:
            if keep:
                self._idle.setdefault(session, []).append(connection)
                self._idle.move_to_end(session)
                while sum(map(len, self._idle.values())) > IDLE_CONNECTIONS:
                    oldest = next(iter(self._idle))
                    surplus.append(self._idle[oldest].pop())
                    if not self._idle[oldest]:
                        del self._idle[oldest]
            for empty in [key for key, connections in self._idle.items() if not connections and key != session]:
                del self._idle[empty]
        for each in surplus:
            each.close()


def _query(connection: Any, statement: str, output: str, parameters: Mapping[str, str]) -> Any:
    try:
        result = connection.query(statement, output, params=dict(parameters))
    except RuntimeError as failure:
        raise from_engine(str(failure)) from None
    if result.has_error():
        raise from_engine(result.error_message())
    return result


def _preparation(session: Session) -> list[str]:
    """The statements that bring a new connection into the session; `readonly` last, as nothing can be set after it."""
    statements = []
    if session.database:
        statements.append(f"USE {quoted_name(session.database)}")
    if session.settings:
        statements.append("SET " + ", ".join(f"{name} = {quoted_text(value)}" for name, value in session.settings))
    if session.readonly:
        statements.append("SET readonly = 2")
    return statements


def quoted_name(name: str) -> str:
    """A name in backquotes."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def quoted_text(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _refuse_file(_path: str) -> str:
    raise PermissionError("Function file is not available in this store")


def extension_path() -> Path:
    """Where the engine's shared library lies, without importing the package around it."""
    package = importlib.util.find_spec("chdb")
    for folder in (package.submodule_search_locations or []) if package else []:
        if (found := Path(folder, EXTENSION)).exists():
            return found
    raise ImportError("chdb-core is not installed")


def _load() -> Any:
    path = str(extension_path())
    # As chdb itself does: the library's own symbols must win over those of the interpreter.
    ctypes.CDLL(path, mode=os.RTLD_NOW | RTLD_DEEPBIND)
    loader = importlib.machinery.ExtensionFileLoader("_chdb", path)
    spec = importlib.util.spec_from_file_location("_chdb", path, loader=loader)
    if spec is None:
        raise ImportError("chdb-core cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def give_back_startup_memory() -> None:
    """Unmap what only the engine's start has touched of its library (about 130 MB); what is used comes back by itself.

    Only clean pages of the file are given back: program text and constants without a relocation in them.
    """
    libc = ctypes.CDLL(None)
    path = str(extension_path())
    mapping: tuple[int, int] | None = None
    for line in Path("/proc/self/smaps").read_text().splitlines():
        parts = line.split(maxsplit=5)
        if "-" in parts[0] and not parts[0].endswith(":"):
            ours = len(parts) == 6 and parts[5] == path and parts[1][1] == "-"
            first, last = (int(part, 16) for part in parts[0].split("-"))
            mapping = (first, last) if ours else None
        elif mapping and parts[0] == "Anonymous:" and parts[1] == "0":
            libc.madvise(ctypes.c_void_p(mapping[0]), ctypes.c_size_t(mapping[1] - mapping[0]), MADV_DONTNEED)
