"""process: who has to do what by when.

BPMN processes carry tickets; open human tasks are rows of our own, so the inbox is a query; service-level
clocks are computed from the ticket's append-only log. Neighbours above may call ``facade`` and read
``contracts``; events below speaks through outbox topics (``incident.opened``, ``incident.updated``,
``incident.resolved``).
"""
