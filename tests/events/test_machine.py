"""The state machine of an alert, for all sequences of looks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tongyun.events.services.machine import MISSING_FOR_GOOD, Episode, Phase, Policy, Seen, step

NOW = datetime(2026, 11, 21, tzinfo=UTC)
looks = st.lists(st.tuples(st.sampled_from(Seen), st.integers(1, 600)), max_size=60)
policies = st.builds(
    Policy,
    for_s=st.sampled_from([0.0, 30.0, 300.0]),
    keep_firing_s=st.sampled_from([0.0, 60.0]),
    no_data=st.sampled_from(["hold", "alert", "resolve"]),
)


def walk(
    policy: Policy, sequence: list[tuple[Seen, int]]
) -> list[tuple[datetime, Seen, Episode | None, Episode | None]]:
    now, episode, steps = NOW, None, []
    for seen, wait in sequence:
        now += timedelta(seconds=wait)
        after = step(policy, episode, seen, now)
        steps.append((now, seen, episode, after))
        episode = None if after is not None and after.phase is Phase.RESOLVED else after
    return steps


@given(policies, looks)
def test_it_never_fires_before_its_time(policy: Policy, sequence: list[tuple[Seen, int]]) -> None:
    for now, _, before, after in walk(policy, sequence):
        if after and after.phase is Phase.FIRING and (before is None or before.phase is Phase.PENDING):
            assert now - after.since >= timedelta(seconds=policy.for_s)


@given(looks, st.sampled_from([0.0, 30.0]))
def test_missing_data_is_never_a_recovery_when_held(sequence: list[tuple[Seen, int]], for_s: float) -> None:
    for _, seen, before, after in walk(Policy(for_s=for_s, no_data="hold"), sequence):
        if seen is Seen.NOTHING:
            assert (before is None) == (after is None)
            if before and after:
                assert (after.phase, after.since) == (before.phase, before.since)
                assert after.unknown_since is not None


@given(policies, looks)
def test_looking_again_at_once_changes_nothing(policy: Policy, sequence: list[tuple[Seen, int]]) -> None:
    for now, seen, _, after in walk(policy, sequence):
        if after is not None and after.phase is not Phase.RESOLVED:
            assert step(policy, after, seen, now) == after


@given(policies, looks)
def test_what_is_known_is_not_called_unknown(policy: Policy, sequence: list[tuple[Seen, int]]) -> None:
    for _, seen, _, after in walk(policy, sequence):
        if after is not None and seen is not Seen.NOTHING:
            assert after.unknown_since is None


@given(policies, looks)
def test_only_what_fired_is_resolved(policy: Policy, sequence: list[tuple[Seen, int]]) -> None:
    for now, _, before, after in walk(policy, sequence):
        if after is not None and after.phase is Phase.RESOLVED:
            assert before is not None
            assert before.phase is Phase.FIRING
            if after.clear_since:
                assert now - after.clear_since >= timedelta(seconds=policy.keep_firing_s)


def test_for_does_not_end_an_interval_early() -> None:
    policy = Policy(for_s=30)
    first = step(policy, None, Seen.ACTIVE, NOW)
    assert first == Episode(Phase.PENDING, NOW)
    assert step(policy, first, Seen.ACTIVE, NOW + timedelta(seconds=29)) == first
    later = step(policy, first, Seen.ACTIVE, NOW + timedelta(seconds=30))
    assert later is not None
    assert later.phase is Phase.FIRING


def test_a_thing_taken_away_does_not_alert_for_ever() -> None:
    policy = Policy(no_data="alert")
    missing = step(policy, None, Seen.NOTHING, NOW)
    assert missing is not None
    assert missing.phase is Phase.FIRING
    ended = step(policy, missing, Seen.NOTHING, NOW + MISSING_FOR_GOOD)
    assert ended is not None
    assert ended.phase is Phase.RESOLVED
