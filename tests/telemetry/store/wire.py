"""Plain HTTP to the store, as curl would send it."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3

from tests.telemetry.store_process import StoreProcess


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> int:
        return int(self.headers.get("x-clickhouse-exception-code", "0"))

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.text.splitlines()]


class Wire:
    """Plain HTTP, as curl would send it."""

    def __init__(self, store: StoreProcess) -> None:
        self.store = store
        self.pool = urllib3.PoolManager(retries=False)
        self.key = {"X-ClickHouse-User": "default", "X-ClickHouse-Key": store.password}

    def send(
        self, body: str | bytes = b"", /, method: str = "POST", headers: dict[str, str] | None = None, **fields: str
    ) -> Reply:
        body = body.encode() if isinstance(body, str) else body
        sent = {**self.key, **(headers or {})}
        url = f"{self.store.address}/?{urlencode(fields)}"
        answer = self.pool.request(method, url, body=body or None, headers=sent, decode_content=False)
        return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.data)
