"""An agent's clock may be wrong: its samples are moved by the measured difference, always by the same one.

A report that is sent twice must land on the same timestamps, or its samples would count twice. So the difference in use
is kept with the agent and changes only when the measured one moves away from it by more than the tolerance.
"""

TOLERANCE_S = 5.0


def agreed_skew(kept_s: float, measured_s: float) -> float:
    """The difference (agent minus server, in seconds) to correct by; 0 while the agent's clock is right."""
    if abs(measured_s - kept_s) <= TOLERANCE_S:
        return kept_s
    return 0.0 if abs(measured_s) <= TOLERANCE_S else round(measured_s, 3)
