"""Personal data leave the platform masked, whatever route they take: every reading route × every kind of caller."""

import re

import pytest

from tests.architecture.document import operations
from tests.architecture.test_matrix import CALLERS
from tests.conftest import Api, make_user
from tongyun.inventory.models import Item, ReviewCase
from tongyun.kernel.models import Channel, Delivery, ImportRow, ImportRun, Organisation, User
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.organisations.history import remember
from tongyun.kernel.services.people.history import remember_users
from tongyun.kernel.services.permissions.built_in import ensure_roles
from tongyun.kernel.services.searching import rebuild

pytestmark = pytest.mark.django_db

#: In every place that holds a phone number or a mail address.
MOBILE, LANDLINE, MAILBOX = "13987654321", "028-85556789", "telltale@example.gov.cn"
CLEAR = re.compile("87654321|85556789|telltale@")


@pytest.fixture
def person(hosts_pack: None, organisation: Organisation) -> dict[str, object]:
    """One person, unit, item and import that say where to reach whom."""
    said = {"phone": MOBILE, "landline": LANDLINE, "mail": MAILBOX}
    organisation.contacts = [{"name": "王芳", "role": "", "phone": MOBILE, "mail": MAILBOX}]
    organisation.save()
    remember([organisation], "edited")
    user = make_user("wang.fang", "王芳", organisation, [])
    User.objects.filter(id=user.id).update(**said)
    remember_users([User.objects.get(id=user.id)], "edited")
    item = Item.objects.create(
        type_id="host", name="主机", organisation=organisation, source="person", attributes={"phone": MOBILE}
    )
    case = ReviewCase.objects.create(
        digest="d",
        reason="ambiguous",
        detail="符合 2 个配置项",
        type_key="host",
        name="主机",
        source="agent",
        organisation=organisation,
        observation={"attributes": {"phone": MOBILE, "keeper_mail": MAILBOX}, "relations": [], "organisation": None},
        whole=True,
        candidates=[str(item.id)],
    )
    run = ImportRun.objects.create(kind="users", file_name="人员.xlsx", state="checked")
    ImportRow.objects.create(
        run=run, number=2, verdict="update", cells={"手机": MOBILE, "邮箱": MAILBOX}, changes={"phone": ["", MOBILE]}
    )
    Delivery.objects.create(
        channel_name="邮件",
        user=user,
        recipient=str(user.id),
        dedupe="d",
        title="通知",
        level="info",
        state="failed",
        error=f"550 <{MAILBOX}> unknown, {MOBILE} refused",
    )
    Channel.objects.create(name="邮件", kind="mail", last_error=f"550 <{MAILBOX}> unknown")
    rebuild()
    return {
        "user_id": user.id,
        "organisation_id": organisation.id,
        "item_id": item.id,
        "import_id": run.id,
        "case_id": case.id,
    }


@pytest.mark.parametrize("caller", CALLERS)
def test_nobody_is_told_without_asking(person: dict[str, object], organisation: Organisation, caller: str) -> None:
    roles = ensure_roles()
    keys, scope = CALLERS[caller]
    api = Api(
        token=issue_token("user", "t", make_user("caller", "来者", organisation, [roles[k] for k in keys], scope).id)
    )
    answered = 0
    for method, path, operation in operations():
        names = set(re.findall(r"{([^}]+)}", path))
        if method != "GET" or not names <= person.keys() or path == "live":
            continue
        address = re.sub(r"{([^}]+)}", lambda found: str(person[found[1]]), path)
        taken = {each["name"] for each in operation.get("parameters", ())}
        asked = [{}, {"q": MOBILE}, {"q": "telltale"}, {"format": "csv"}]
        queries = [query for query in asked if query.keys() <= taken]
        for query in queries:
            answer = api.get(address, **query)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not CLEAR.search(content.decode(errors="replace")), f"{address} {query}"
            answered += answer.status_code == 200
    assert answered > 3
