"""Collectors: how do we ask things?

Plain asyncio, no Django, so that the same code runs in the worker and on a remote poller. One scheduler owns when
each target is asked and what a failure means; a probe only fetches. Neighbours call `tongyun.collectors.facade`.
"""
