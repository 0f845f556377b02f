"""PromQL over the platform's own sample tables, with the semantics of Prometheus 3.x.

A query is parsed (`parse`), turned into plan nodes (`plan`, `nodes`), and evaluated (`evaluate`): the leaves run as
SQL over the native `timeSeries*ToGrid` aggregates (`selector`, `reader`), everything above them element-wise over a
matrix of series by steps (`matrix`). What cannot be computed exactly is refused with `PromqlUnsupported`.
The door is `engine`: `PromqlEngine`, `check`, `split_comparison`.
"""
