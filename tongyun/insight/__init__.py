"""Insight: was the promise kept, and what is owed?

Contracts are data (pack kind `contracts`); rules over evidence are pure functions (`engine`, no Django); what
they give for closed tickets is sealed. Neighbours call `tongyun.insight.facade` and use the frozen types of
`tongyun.insight.contracts`.
"""
