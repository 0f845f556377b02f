"""The telemetry store: ClickHouse's HTTP interface over chDB, and the few things that write to it.

`tongyun store` runs :func:`tongyun.telemetry.store.server.serve`; every other process talks to it (or to a real
ClickHouse cluster) through :func:`tongyun.telemetry.store.client.connect`. Nothing else opens chDB. No Django here.
"""
