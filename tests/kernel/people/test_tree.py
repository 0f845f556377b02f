"""The tree: "below" and "above" are one query each, at any depth."""

import pytest

from tongyun.kernel.facade import organisation_tree, organisations_above, organisations_below
from tongyun.kernel.models import Organisation

pytestmark = pytest.mark.django_db


def unit(code: str, parent: Organisation | None = None, position: int = 0) -> Organisation:
    return Organisation.objects.create(code=code, name=code, parent=parent, position=position)


def test_below_holds_the_unit_and_all_under_it_in_one_query(organisation, django_assert_num_queries) -> None:
    district = unit("gaoxin", organisation)
    bureau = unit("gaoxin-water", district)
    other = unit("jinniu", organisation)
    with django_assert_num_queries(1):
        assert organisations_below(district.id) == {district.id, bureau.id}
    assert organisations_below(organisation.id) == {organisation.id, district.id, bureau.id, other.id}
    assert organisations_above(bureau.id) == [organisation.id, district.id, bureau.id]


def test_the_tree_lists_parents_first_and_siblings_in_their_order(organisation, django_assert_num_queries) -> None:
    second = unit("a", organisation, position=2)
    first = unit("b", organisation, position=1)
    leaf = unit("c", second)
    with django_assert_num_queries(1):
        assert [each.code for each in organisation_tree()] == ["root", first.code, second.code, leaf.code]
