"""Events: what went wrong, and where did it start?

Owns rules (PromQL, from packs), alerts with their states, and incidents with their timeline. Neighbours above call
`tongyun.events.facade`, hear `alert.fired`, `alert.resolved`, `incident.opened`, `incident.updated` and
`incident.resolved` from the outbox, and answer the port `events.ticket_desk`.
"""
