"""What packs need of each other, and the languages they promise."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packs.shelf import rule, rules, write
from tongyun.kernel.contracts import Conflict
from tongyun.packs import facade
from tongyun.packs.contracts import ABSENT
from tongyun.packs.services.addressing import differences, put, same
from tongyun.packs.services.applying import apply_all
from tongyun.packs.services.versions import need_of, rank


def states() -> dict[str, str]:
    return {report.pack: report.state for report in apply_all()}


@pytest.mark.parametrize(
    ("need", "version", "accepted"),
    [
        ("a", "0.0.1", True),
        ("a >=1.2.0 <2.0.0", "1.10.0", True),
        ("a >=1.2.0 <2.0.0", "2.0.0", False),
        ("a ^1.2.0", "1.9.9", True),
        ("a ^1.2.0", "1.1.9", False),
        ("a ^1.2.0", "2.0.0", False),
        ("a ^0.2.1", "0.2.9", True),
        ("a ^0.2.1", "0.3.0", False),
        ("a =1.0.0", "1.0.0-rc.1", False),
        ("a >=1.0.0-rc.1", "1.0.0", True),
    ],
)
def test_ranges(need: str, version: str, accepted: bool) -> None:
    assert need_of(need).accepts(version) is accepted


def test_trial_versions_come_before_their_release() -> None:
    wanted = ["1.0.0-alpha", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0", "1.0.1", "1.2.0", "1.10.0"]
    assert all(rank(one) < rank(next_) for one, next_ in pairwise(wanted))


def test_a_version_out_of_range_is_refused_and_says_both(shelf: Path) -> None:
    write(shelf, "base", {})
    write(shelf, "user", {}, needs="base >=1.1.0")
    assert states() == {"base": "applied", "user": "refused"}
    [finding] = next(report for report in apply_all() if report.pack == "user").findings
    assert finding.message == "需要 base >=1.1.0，在用的是 base 1.0.0"
    write(shelf, "base", {}, "1.1.0")
    assert states() == {"base": "applied", "user": "applied"}


def test_an_upgrade_that_would_break_another_pack_waits_for_it(shelf: Path) -> None:
    write(shelf, "base", {})
    write(shelf, "user", {}, needs="base <2.0.0")
    assert states() == {"base": "applied", "user": "applied"}
    write(shelf, "base", {}, "2.0.0")
    assert states()["base"] == "refused"
    write(shelf, "user", {}, "1.1.0", needs="base >=2.0.0")
    assert states() == {"base": "applied", "user": "applied"}


def test_a_need_is_met_by_whoever_provides_it(shelf: Path) -> None:
    write(shelf, "zz", {}, more="provides: [desk]\n")
    write(shelf, "user", {}, needs="desk")
    assert states() == {"user": "applied", "zz": "applied"}
    with pytest.raises(Conflict):
        facade.retire("zz")
    write(shelf, "yy", {}, more="provides: [desk]\n")
    apply_all()
    assert facade.retire("zz").state == "retired"


def test_a_circle_is_named(shelf: Path) -> None:
    write(shelf, "one", {}, needs="two")
    write(shelf, "two", {}, needs="three")
    write(shelf, "three", {}, needs="one")
    reports = {report.pack: report for report in apply_all()}
    assert {report.state for report in reports.values()} == {"refused"}
    assert reports["one"].findings[0].message == "循环依赖：one → two → three → one"


def test_a_pack_keeps_its_promise_of_languages(shelf: Path) -> None:
    one_language = rules(rule()).replace("    title_en: Rule\n", "    title_en: ' '\n")
    write(shelf, "base", {"rules/a.yaml": one_language}, more="locales: [zh-CN, en-US]\n")
    [finding] = facade.lint()
    assert (finding.line, finding.message) == (3, "缺少英文文本 title_en")
    write(shelf, "base", {"rules/a.yaml": one_language}, more="locales: [zh-CN]\n")
    assert facade.lint() == []


def test_a_form_keeps_it_too(shelf: Path) -> None:
    form = '{"type": "object", "title": "表", "properties": {"title": {"type": "string", "title": "标题"}}}'
    write(shelf, "base", {"forms/f.schema.json": form}, more="locales: [zh-CN, en-US]\n")
    assert len([each for each in facade.lint() if "x-title" in each.message]) == 2


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b/c", "~"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b/c", "~", "key"]), inner, max_size=3)
        | st.lists(st.sampled_from("xyz"), max_size=3, unique=True).flatmap(
            lambda keys: st.tuples(*(inner for _ in keys)).map(
                lambda values: [{"key": key, "v": value} for key, value in zip(keys, values, strict=True)]
            )
        )
    ),
    max_leaves=12,
)


@given(VALUES.map(lambda value: {"root": value}), VALUES.map(lambda value: {"root": value}))
def test_differences_say_everything_but_the_order_of_named_entries(old: dict, new: dict) -> None:
    found = list(differences(old, new))
    for path, before, after in found:
        assert before is ABSENT or after is ABSENT or not same(before, after)
        assert put(old, path, after)
    assert list(differences(old, new)) == []
