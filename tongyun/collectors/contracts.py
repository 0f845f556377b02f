"""What a probe is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tongyun.telemetry.contracts import ProbeTarget, Sample

#: Where samples go. Runs in a thread; may raise, then the samples of that turn are offered again with the next.
Sink = Callable[[list[Sample]], None]


@dataclass(frozen=True)
class Outcome:
    """What one look at a target found: whether it is well, and measurements beyond that."""

    success: bool
    reason: str = ""
    measurements: dict[str, float] = field(default_factory=dict)


#: Looks at a target once. It must keep to the target's time-out by itself or be cut off by the scheduler.
Probe = Callable[[ProbeTarget], Awaitable[Outcome]]
