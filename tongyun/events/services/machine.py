"""What becomes of one alert when its condition is looked at: a pure function, without database or clock.

    inactive ──active──► pending ──active for `for`──► firing ──clear for `keep firing`──► resolved

A third thing can be seen besides active and clear: nothing at all, because the left side of the comparison has no
sample. That is never taken for a recovery unless the rule says so (lesson 6 of monitoring: others cannot tell "below
the threshold" from "no data"). `for` is measured from the first look that was active to the present one, so it never
ends an interval early.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Seen(StrEnum):
    """What one look at a condition showed."""

    ACTIVE = "active"
    CLEAR = "clear"
    NOTHING = "nothing"


class Phase(StrEnum):
    """Where an episode stands."""

    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Policy:
    """The part of a rule that the machine needs; durations in seconds, `no_data` is hold, alert or resolve."""

    for_s: float = 0.0
    keep_firing_s: float = 0.0
    no_data: str = "hold"


@dataclass(frozen=True)
class Episode:
    """An open alert as far as the machine cares. `since` is when the condition was first seen active."""

    phase: Phase
    since: datetime
    clear_since: datetime | None = None
    unknown_since: datetime | None = None


#: An alert that rests on missing data alone ends after this long: the thing was taken away, not broken.
MISSING_FOR_GOOD = timedelta(hours=24)


def step(policy: Policy, episode: Episode | None, seen: Seen, now: datetime) -> Episode | None:
    """The episode after one look; None when there is none (any more) that ever fired.

    Equal to its argument when nothing changed, which is what tells the caller that there is nothing to write.
    """
    if seen is Seen.NOTHING:
        return _without_data(policy, episode, now)
    if seen is Seen.ACTIVE:
        return _active(policy, episode, now)
    return _clear(policy, episode, now)


def _active(policy: Policy, episode: Episode | None, now: datetime) -> Episode:
    if episode is None:
        episode = Episode(Phase.PENDING, since=now)
    episode = replace(episode, clear_since=None, unknown_since=None)
    return _due(policy, episode, now)


def _due(policy: Policy, episode: Episode, now: datetime) -> Episode:
    if episode.phase is Phase.PENDING and now - episode.since >= timedelta(seconds=policy.for_s):
        return replace(episode, phase=Phase.FIRING)
    return episode


def _clear(policy: Policy, episode: Episode | None, now: datetime) -> Episode | None:
    if episode is None or episode.phase is Phase.PENDING:
        return None
    clear_since = episode.clear_since or now
    if now - clear_since >= timedelta(seconds=policy.keep_firing_s):
        return replace(episode, phase=Phase.RESOLVED, clear_since=clear_since, unknown_since=None)
    return replace(episode, clear_since=clear_since, unknown_since=None)


def _without_data(policy: Policy, episode: Episode | None, now: datetime) -> Episode | None:
    if policy.no_data == "resolve":
        return _clear(policy, episode, now)
    if policy.no_data == "alert":
        episode = episode or Episode(Phase.PENDING, since=now)
        unknown_since = episode.unknown_since or now
        if now - unknown_since >= MISSING_FOR_GOOD:
            return None if episode.phase is Phase.PENDING else replace(episode, phase=Phase.RESOLVED)
        return _due(policy, replace(episode, clear_since=None, unknown_since=unknown_since), now)
    if episode is None:
        return None
    return replace(episode, unknown_since=episode.unknown_since or now)
