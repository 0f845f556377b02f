"""The one search box: Chinese, pinyin, numbers, addresses; only what the caller may see, as things are now."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import Findable, new_id
from tongyun.kernel.models import Grant, Organisation, Role, SearchDocument, User
from tongyun.kernel.services import searching
from tongyun.kernel.services.people import accounts
from tongyun.kernel.services.people.fields import UserDraft
from tongyun.kernel.services.searching import find, words

pytestmark = pytest.mark.django_db


def person(username: str, name: str, organisation: Organisation) -> User:
    return accounts.create_user(UserDraft(username=username, name=name, organisation_id=organisation.id))


def found(api: Api, q: str) -> list[str]:
    answer = api.get("search", q=q)
    assert answer.status_code == 200, answer.content
    return [hit["title"] for hit in answer.json()]


@pytest.fixture
def people(as_admin: User, organisation: Organisation) -> None:
    for username, name in (("zhangwei", "张伟"), ("zhangweiguo", "张伟国"), ("lina", "李娜")):
        person(username, name, organisation)


@pytest.mark.parametrize("q", ["张伟", "zw", "ZHANGWEI", "zhangw", "张"])
def test_people_are_found_by_name_and_pinyin(people: None, api: Api, q: str) -> None:
    assert set(found(api, q)) == {"张伟", "张伟国"}


def test_the_name_itself_comes_first(people: None, api: Api) -> None:
    assert found(api, "张伟")[0] == "张伟"


@pytest.mark.parametrize("q", ["李娜 不存在", "娜李", "xyz", "'", '"', "*", "(", ") OR (", "a AND", "NEAR(", "-", ":*"])
def test_what_is_not_there_is_not_found(people: None, api: Api, q: str) -> None:
    assert found(api, q) == []


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(people: None, api: Api) -> None:
    row = User.objects.get(username="lina")
    accounts.edit_user(row.id, row.version, {"name": "李小娜"})
    assert found(api, "李小娜") == ["李小娜"]
    assert found(api, "李娜") == []


def test_the_index_follows_the_scope_of_the_moment(people: None, organisation: Organisation, admin: User) -> None:
    other = Organisation.objects.create(code="edu", name="教育局")
    stranger = person("qian", "钱多", other)
    role = Role.objects.create(key="reader", title="读者", permissions=["user:read"])
    clerk = make_user("clerk", "科员", other, [])
    Grant.objects.create(user=clerk, role=role, scope=Grant.Scope.ORGANISATION)
    api = Api(clerk)
    assert found(api, "钱多") == ["钱多"]
    assert found(api, "张伟") == []
    User.objects.filter(id=stranger.id).update(organisation=organisation)
    assert found(api, "钱多") == [], "the record moved; the index has not heard of it yet"


def test_without_the_permission_nothing_is_found(people: None, nobody: User) -> None:
    assert found(Api(nobody), "张伟") == []


def test_what_is_forgotten_is_gone(people: None, api: Api) -> None:
    row = User.objects.get(username="lina")
    searching.forget_document("user", row.id)
    searching.forget_document("user", new_id())
    assert found(api, "李娜") == []


def test_a_rebuild_finds_everything_again(people: None, api: Api, organisation: Organisation) -> None:
    SearchDocument.objects.filter(title="李娜").update(title="错")
    make_user("sun", "孙静", organisation, [])
    assert searching.rebuild() == User.objects.count()
    assert (found(api, "李娜"), found(api, "sj")) == (["李娜"], ["孙静"])


def test_chinese_inside_a_sentence_is_found(as_admin: User) -> None:
    title = "市民服务门户登录提示密码错误，无法办理业务"
    searching.index_document(Findable("user", as_admin.id, title, "INC-20261121-0001", "10.32.8.15 web-01", "/x"))
    for q in ("密码错误", "门户 错误", "密码", "INC-20261121-0001", "10.32.8", "web-01", "办理业务"):
        assert [hit.title for hit in find.search(q)] == [title], q
    assert find.search("错误密码") == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=20))
def test_no_words_crash(as_admin: User, q: str) -> None:
    find.search(q)


def test_words() -> None:
    assert words.words_of("密码错误 Web-01") == ["密码", "码错", "错误", "误", "web", "01"]
    assert words.asked_words("密码错 云 web") == [("密码", False), ("码错", False), ("云", True), ("web", True)]
    assert words.spoken("张伟") == ["zw", "zhangwei"]
