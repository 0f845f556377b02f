"""Fields of forms that hold files: `x-file` ties what was uploaded to the record that the form is about."""

import pytest

from tests.conftest import Api, make_user
from tests.kernel.files.conftest import PDF, Upload, png, put
from tongyun.inventory.models import Item, ItemType
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Organisation, Role, StoredFile
from tongyun.kernel.services.files import keyword_problems
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles
from tongyun.process import forms
from tongyun.process.facade import NewTicket, open_ticket
from tongyun.process.models import FormDefinition, WorkItem

pytestmark = pytest.mark.django_db

PHOTOS = {
    "type": "array",
    "title": "现场照片",
    "maxItems": 3,
    "items": {"type": "string", "format": "uuid"},
    "x-file": {"accept": ["png", "jpg"]},
}


@pytest.fixture
def to_do(host: Item, admin) -> WorkItem:
    """An open step of a ticket whose form asks for photos; the administrator has it."""
    ticket = open_ticket(NewTicket("incident", "网站打不开", 2, "", host.id))
    row = WorkItem.objects.get(ticket=ticket)
    schema = {"type": "object", "properties": {"photos": PHOTOS, "paper": {"type": "string", "x-file": {}}}}
    FormDefinition.objects.filter(id=row.form_id).update(schema=schema)
    row.assignee = admin
    row.save()
    return row


def finish(api: Api, row: WorkItem, **data: object):
    return api.post(f"tickets/{row.ticket_id}/tasks/{row.id}/complete", {"data": data})


def test_what_a_form_names_hangs_on_its_ticket(api: Api, to_do: WorkItem) -> None:
    photo = put(api, "现场.png", png()).json()["id"]
    paper = put(api, "签字.pdf", PDF).json()["id"]
    answer = finish(api, to_do, photos=[photo], paper=paper)
    assert answer.status_code == 200, answer.content
    listed = api.get("files", kind="ticket", record=to_do.ticket_id).json()["items"]
    assert {(each["id"], each["field"]) for each in listed} == {(photo, "/data/photos/0"), (paper, "/data/paper")}


def test_a_form_takes_only_own_loose_files_of_its_kinds(api: Api, to_do: WorkItem, organisation: Organisation) -> None:
    colleague = Api(make_user("colleague", "同事", organisation, [ensure_roles()[OPERATIONS]]))
    foreign = put(colleague, "别人.png", png()).json()["id"]
    paper = put(api, "签字.pdf", PDF).json()["id"]
    answer = finish(api, to_do, photos=[foreign, paper, "01890000-0000-7000-8000-000000000000"])
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_files")
    assert [error["path"] for error in answer.json()["errors"]] == [
        "/data/photos/0",
        "/data/photos/1",
        "/data/photos/2",
    ]
    assert not StoredFile.objects.exclude(target_id=None).exists()
    assert WorkItem.objects.get(id=to_do.id).state == WorkItem.State.OPEN, "the step is not done"


def test_a_file_of_another_record_cannot_be_pulled_over(api: Api, to_do: WorkItem, upload: Upload) -> None:
    elsewhere = upload("别处.png", png()).json()["id"]
    assert finish(api, to_do, photos=[elsewhere]).status_code == 422
    assert StoredFile.objects.get(id=elsewhere).target_kind == "item"


def test_an_attribute_of_an_item_can_be_a_file(api: Api, host: Item) -> None:
    kind = ItemType.objects.get(key="host")
    drawing = {
        "type": "string",
        "x-title": {"zh-CN": "图纸", "en-US": "Drawing"},
        "x-group": "management",
        "x-order": 1,
        "x-file": {},
    }
    kind.schema = {**kind.schema, "properties": {**kind.schema["properties"], "drawing": drawing}}
    kind.updated_at = utc_now()
    kind.save()
    made = put(api, "机柜图.pdf", PDF).json()["id"]
    answer = api.patch(f"items/{host.id}", {"version": host.version, "attributes": {"drawing": made}})
    assert answer.status_code == 200, answer.content
    assert api.get("files", kind="item", record=host.id).json()["items"][0]["field"] == "/attributes/drawing"
    blind = Role.objects.create(
        key="blind", title="无属性", permissions=["inventory:read"], hidden={"item": ["attributes.*"]}
    )
    reader = Api(make_user("reader", "访客", host.organisation, [blind]))
    assert reader.get("files", kind="item", record=host.id).json()["items"] == [], "it is part of what is hidden"
    assert reader.get(f"files/{made}/content").status_code == 404
    refused = api.patch(f"items/{host.id}", {"version": host.version + 1, "attributes": {"drawing": "x"}})
    assert refused.json()["errors"][0]["path"] == "/attributes/drawing"


def test_a_pack_is_told_what_is_wrong_with_its_field() -> None:
    assert keyword_problems(PHOTOS) == []
    assert keyword_problems({"type": "string"}) == []
    assert keyword_problems({"type": "integer", "x-file": {}}) == ["x-file 只能用于文本或文本列表字段"]
    assert keyword_problems({"type": "string", "x-file": {"accept": ["exe"]}}) == ["x-file 不认识的扩展名：exe"]
    assert keyword_problems({"type": "string", "x-file": {"size": 1}}) == ["x-file 只能含有 accept"]
    broken = {"type": "object", "properties": {"a": {"type": "string", "x-file": {"accept": ["exe"]}}}}
    assert forms.problems_of(broken) == ["/properties/a：x-file 不认识的扩展名：exe"]


def test_a_ticket_is_opened_with_the_photo_of_what_is_wrong(api: Api, host: Item) -> None:
    photo = put(api, "报错.png", png()).json()["id"]
    new = {"title": "网站打不开", "level": 2, "item": str(host.id), "files": [photo]}
    made = api.post("tickets", new)
    assert made.status_code == 201, made.content
    assert [each["id"] for each in api.get("files", kind="ticket", record=made.json()["id"]).json()["items"]] == [photo]
    again = api.post("tickets", new)
    assert (again.status_code, again.json()["errors"][0]["path"]) == (422, "/files/0"), "a file hangs on one record"
