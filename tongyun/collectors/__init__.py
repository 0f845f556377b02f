"""Collectors: how do we ask things?

Plain asyncio, no Django, so that the same code runs in the worker and on a remote poller. One scheduler owns interval,
retry, back-off and error state; a probe only fetches. Neighbours call `tongyun.collectors.facade`.
"""
