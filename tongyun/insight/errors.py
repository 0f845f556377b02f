"""Problems of insight that reach a client."""

from tongyun.kernel.contracts import NotFound


def no_contract(kind: str) -> NotFound:
    """No active contract assesses this kind of ticket."""
    return NotFound("no_contract", f"没有考核“{kind}”类工单的有效合同。")


def no_ticket() -> NotFound:
    """No such ticket."""
    return NotFound("no_ticket", "没有这张工单。")
