-- Series, samples and the history of alerts.
--
-- series: one row a label set; `id` is made by the writer (writer.series_id). Written again now and then and by every
-- new writer, which carries first_seen over; the newest last_seen wins. samples: one row a point; a report that is sent again replaces itself. alert_history is evidence:
-- written to the disk before the INSERT is answered.

CREATE DATABASE IF NOT EXISTS tongyun;

CREATE TABLE IF NOT EXISTS tongyun.series
(
    id UInt64,
    name LowCardinality(String),
    labels Map(LowCardinality(String), String),
    ci String,
    first_seen DateTime64(3, 'UTC'),
    last_seen DateTime64(3, 'UTC'),
    INDEX series_ci ci TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(last_seen)
ORDER BY (name, id)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS tongyun.samples
(
    id UInt64 CODEC(Delta, ZSTD(1)),
    ts DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    value Float64 CODEC(Gorilla, ZSTD(1)),
    stale Bool DEFAULT false CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMMDD(ts)
ORDER BY (id, ts)
TTL toDateTime(ts, 'UTC') + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS tongyun.alert_history
(
    at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    alert String,
    rule LowCardinality(String),
    ci String,
    state LowCardinality(String),
    severity LowCardinality(String),
    labels Map(LowCardinality(String), String),
    value Float64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (at, alert)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
