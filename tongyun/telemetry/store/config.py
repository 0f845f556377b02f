"""The store's settings, and the two files that configure the engine from them."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tongyun.telemetry.store.guard import FORBIDDEN_SETTINGS

MIB: Final = 1 << 20


@dataclass(frozen=True)
class StoreConfig:
    """What a store process is started with. Sizes are bytes, times are seconds."""

    data: Path
    password: str
    user: str = "default"
    host: str = "127.0.0.1"
    port: int = 8123
    workers: int = 4
    queue: int = 64
    max_body: int = 64 * MIB
    max_statement: int = MIB
    max_result: int = 256 * MIB
    memory: int = 1024 * MIB
    query_memory: int = 512 * MIB
    query_seconds: int = 120
    drain_seconds: float = 5.0

    @classmethod
    def from_environment(cls, data: Path, host: str, port: int, password: str) -> "StoreConfig":
        """The configuration, with what the variables `TONGYUN_STORE_…` may change.

        `MEMORY_MIB` (of the whole engine; one query may take half), `MAX_BODY_MIB`, `WORKERS` (statements at a time),
        `QUEUE` (statements that may wait).
        """

        def size(name: str, default: int) -> int:
            return int(os.environ.get(f"TONGYUN_STORE_{name}_MIB", default)) * MIB

        memory = size("MEMORY", 1024)
        return cls(
            data=data,
            password=password,
            host=host,
            port=port,
            workers=max(1, int(os.environ.get("TONGYUN_STORE_WORKERS", "4"))),
            queue=max(0, int(os.environ.get("TONGYUN_STORE_QUEUE", "64"))),
            max_body=size("MAX_BODY", 64),
            memory=memory,
            query_memory=memory // 2,
        )


def password_for(data: Path) -> str:
    """`TONGYUN_STORE_PASSWORD`, or the one in the data folder's file `password`, made at the first start (0600)."""
    given = os.environ.get("TONGYUN_STORE_PASSWORD", "")
    if given:
        return given
    kept = data / "password"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return kept.read_text().strip()


# The user's rights, kept by the engine: tables, and nothing that reaches another file, host or process.
GRANTS: Final = (
    "GRANT SELECT, INSERT, ALTER TABLE, ALTER VIEW, CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE TEMPORARY TABLE,"
    " DROP DATABASE, DROP TABLE, DROP VIEW, UNDROP TABLE, TRUNCATE, OPTIMIZE, SHOW DATABASES, SHOW TABLES,"
    " SHOW COLUMNS, CHECK, KILL QUERY, dictGet, SYSTEM MERGES, SYSTEM FLUSH ON *.*",
    "REVOKE ALTER FREEZE PARTITION, ALTER FETCH PARTITION, ALTER MOVE PARTITION ON *.*",
    *(
        f"GRANT TABLE ENGINE ON {engine}"
        for engine in [
            "MergeTree",
            "ReplacingMergeTree",
            "SummingMergeTree",
            "AggregatingMergeTree",
            "CollapsingMergeTree",
            "VersionedCollapsingMergeTree",
            "GraphiteMergeTree",
            "CoalescingMergeTree",
            "Memory",
            "Null",
            "Merge",
            "Set",
            "Join",
            "Log",
            "TinyLog",
            "StripeLog",
            "Buffer",
            "TimeSeries",
            "View",
            "MaterializedView",
            "Atomic",
        ]
    ),
)

# Fewer threads and smaller caches than a server's defaults: the store shares a small machine with everything else,
# and an idle store must cost next to nothing. System log tables stay off because none is configured.
SERVER_XML: Final = """<clickhouse>
  <logger><level>none</level><console>0</console></logger>
  <timezone>UTC</timezone>
  <users_config>{users}</users_config>
  <user_files_path>{data}/user_files/</user_files_path>
  <user_scripts_path>{data}/user_scripts/</user_scripts_path>
  <format_schema_path>{data}/format_schemas/</format_schema_path>
  <tmp_path>{data}/tmp/engine/</tmp_path>
  <access_control_improvements>
    <table_engines_require_grant>1</table_engines_require_grant>
    <allow_impersonate_user>0</allow_impersonate_user>
  </access_control_improvements>
  <max_server_memory_usage>{memory}</max_server_memory_usage>
  <max_thread_pool_size>256</max_thread_pool_size>
  <max_thread_pool_free_size>8</max_thread_pool_free_size>
  <max_io_thread_pool_size>16</max_io_thread_pool_size>
  <max_active_parts_loading_thread_pool_size>4</max_active_parts_loading_thread_pool_size>
  <max_outdated_parts_loading_thread_pool_size>2</max_outdated_parts_loading_thread_pool_size>
  <max_parts_cleaning_thread_pool_size>4</max_parts_cleaning_thread_pool_size>
  <background_pool_size>2</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_move_pool_size>1</background_move_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <background_schedule_pool_size>2</background_schedule_pool_size>
  <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
  <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
  <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
  <tables_loader_foreground_pool_size>2</tables_loader_foreground_pool_size>
  <tables_loader_background_pool_size>1</tables_loader_background_pool_size>
  <cgroups_memory_usage_observer_wait_time>0</cgroups_memory_usage_observer_wait_time>
  <asynchronous_metrics_update_period_s>600</asynchronous_metrics_update_period_s>
  <memory_worker_period_ms>1000</memory_worker_period_ms>
  <mark_cache_size>33554432</mark_cache_size>
  <index_mark_cache_size>8388608</index_mark_cache_size>
  <primary_index_cache_size>33554432</primary_index_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <query_condition_cache_size>8388608</query_condition_cache_size>
  <compiled_expression_cache_size>16777216</compiled_expression_cache_size>
  <text_index_tokens_cache_size>16777216</text_index_tokens_cache_size>
  <text_index_header_cache_size>16777216</text_index_header_cache_size>
  <text_index_postings_cache_size>33554432</text_index_postings_cache_size>
  <vector_similarity_index_cache_size>1048576</vector_similarity_index_cache_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
    <merge_selecting_sleep_ms>10000</merge_selecting_sleep_ms>
    <max_merge_selecting_sleep_ms>60000</max_merge_selecting_sleep_ms>
    <max_bytes_to_merge_at_max_space_in_pool>4294967296</max_bytes_to_merge_at_max_space_in_pool>
  </merge_tree>
</clickhouse>
"""

USERS_XML: Final = """<clickhouse>
  <profiles><default>
    <max_memory_usage>{query_memory}</max_memory_usage>
    <max_execution_time>{query_seconds}</max_execution_time>
    <max_result_bytes>{max_result}</max_result_bytes>
    <max_threads>2</max_threads>
    <max_insert_threads>1</max_insert_threads>
    <log_queries>0</log_queries>
    <allow_introspection_functions>0</allow_introspection_functions>
    <input_format_values_interpret_expressions>0</input_format_values_interpret_expressions>
    <input_format_values_deduce_templates_of_expressions>0</input_format_values_deduce_templates_of_expressions>
    <enable_time_series_aggregate_functions>1</enable_time_series_aggregate_functions>
    <constraints>
      <max_memory_usage><min>1</min><max>{query_memory}</max></max_memory_usage>
      <max_execution_time><min>0.001</min><max>{query_seconds}</max></max_execution_time>
      <max_result_bytes><min>1</min><max>{max_result}</max></max_result_bytes>
      <max_threads><max>16</max></max_threads>
{readonly}
    </constraints>
  </default></profiles>
  <quotas><default/></quotas>
  <users><default>
    <password/><networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
    <profile>default</profile><quota>default</quota>
    <grants>
{grants}
    </grants>
  </default></users>
</clickhouse>
"""


def write_engine_files(config: StoreConfig) -> Path:
    """Write the engine's configuration into the data folder (anew at every start) and return its path."""
    users, server = config.data / "users.xml", config.data / "config.xml"
    readonly = "\n".join(f"      <{name}><readonly/></{name}>" for name in sorted(FORBIDDEN_SETTINGS))
    grants = "\n".join(f"      <query>{grant}</query>" for grant in GRANTS)
    users.write_text(
        USERS_XML.format(
            query_memory=config.query_memory,
            query_seconds=config.query_seconds,
            max_result=config.max_result,
            readonly=readonly,
            grants=grants,
        )
    )
    server.write_text(SERVER_XML.format(users=users, data=config.data, memory=config.memory))
    return server
