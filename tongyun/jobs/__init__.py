"""Jobs: do it, on all of them.

Owns job templates (scripts from packs) and runs: what is executed where, by which agent, with which result. Neighbours
above call `tongyun.jobs.facade` and hear `jobs.run.started` and `jobs.run.finished` from the outbox. Agents reach it
through the port `telemetry.agent_work`.
"""
