"""Telemetry: what is everything doing?

Owns the store (ClickHouse, by default chDB in the process `tongyun store`), intake, PromQL, panels, probes' definitions
and the agent protocol. Neighbours call `tongyun.telemetry.facade` and use the types of `tongyun.telemetry.contracts`.
"""
