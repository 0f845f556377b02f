"""Plan and carry out an import of users."""

from typing import Any

from django.utils.timezone import localdate

from ...contracts import Forbidden
from ...contracts.personal import unmasked
from ...contracts.tables import PlannedRow
from ...models import Appointment, Organisation, Post, User
from ..people.fields import PERSONAL, problems
from ..people.groups import MANAGE as APPOINT
from ..people.history import remember_users
from ..permissions import allows, refuse_own_gain
from ..searching.people import index_people
from .columns import USERS
from .plan import refuse_repeated

PLAIN = ("name", "employee_no", "phone", "landline", "mail", "valid_to")
HEADINGS = {column.key: column.heading for column in USERS}


def plan(rows: list[PlannedRow]) -> None:
    """Find what each row would do. A fixed number of queries, however many rows."""
    known = {user.username.casefold(): user for user in User.objects.select_related("organisation")}
    units = {unit.code.casefold(): unit for unit in Organisation.objects.defer("duties", "contacts")}
    posts = {post.code.casefold(): post for post in Post.objects.filter(active=True)}
    held = set(Appointment.objects.filter(until=None).values_list("user_id", "post_id", "organisation_id"))
    refuse_repeated(rows, "username", HEADINGS["username"])
    for row in rows:
        row.existing = known.get(str(row.values.get("username", "")).casefold())
        _keep_masked(row)
        for found in problems({key: row.values[key] for key in ("username", *PLAIN) if key in row.values}):
            row.refuse(HEADINGS[found.path.removeprefix("/")], found.message)
        _resolve(row, units, posts)
        new = _new_posts(row, held)
        _refuse_posts(row, new)
        if row.existing is not None:
            if not row.existing.active:
                row.refuse(HEADINGS["username"], "账号已停用，请先启用")
            row.changes = _changes(row, new)


def carry_out(rows: list[PlannedRow]) -> None:
    """Write what was planned, in the caller's transaction: a fixed number of queries for each 500 people."""
    made = [(row, _new(row)) for row in rows if row.verdict == "create"]
    User.objects.bulk_create([user for _, user in made], batch_size=500)
    changed = [(row, row.existing) for row in rows if row.verdict == "update"]
    for row, user in changed:
        for key in PLAIN:
            if key in row.changes:
                setattr(user, key, row.values[key])
        user.organisation = row.values["unit"]
        user.version += 1
    User.objects.bulk_update([user for _, user in changed], [*PLAIN, "organisation", "version"], batch_size=200)
    people = [user for _, user in (*made, *changed)]
    remember_users(people, "imported")
    index_people(people)
    _appoint([*made, *changed])


def _keep_masked(row: PlannedRow) -> None:
    """A list that was exported with masks and comes back changes nothing behind them."""
    for key, kind in PERSONAL.items() if row.existing is not None else ():
        if key in row.values:
            row.values[key] = unmasked(kind, row.values[key], getattr(row.existing, key))


def _resolve(row: PlannedRow, units: dict[str, Organisation], posts: dict[str, Post]) -> None:
    code = row.values.get("organisation")
    unit = units.get(code.casefold()) if code else None
    if code and unit is None:
        row.refuse(HEADINGS["organisation"], "没有这个编码的机构")
    elif unit is not None and unit.valid_to is not None:
        row.refuse(HEADINGS["organisation"], "机构已撤销")
    row.values["unit"] = unit
    for each in row.values.get("posts", ()):
        if each.casefold() not in posts:
            row.refuse(HEADINGS["posts"], f"没有编码为“{each[:40]}”的岗位")
    row.values["post_rows"] = [
        posts[each.casefold()] for each in row.values.get("posts", ()) if each.casefold() in posts
    ]
    ends = row.values.get("valid_to")
    if ends is not None and ends <= localdate():
        row.refuse(HEADINGS["valid_to"], "须晚于今天")


def _new_posts(row: PlannedRow, held: set[tuple[Any, Any, Any]]) -> list[Post]:
    user, unit = row.existing, row.values["unit"]
    return [post for post in row.values["post_rows"] if unit and (user and user.id, post.id, unit.id) not in held]


def _refuse_posts(row: PlannedRow, new: list[Post]) -> None:
    """A table gives no post that whoever sends it could not give by hand (see people.groups.appoint)."""
    if new and not allows(APPOINT):
        row.refuse(HEADINGS["posts"], "您没有“管理用户组与岗位”权限，不能任命岗位")
    for post in new if row.existing is not None else ():
        try:
            refuse_own_gain(post, [row.existing.id])
        except Forbidden as refused:
            row.refuse(HEADINGS["posts"], refused.detail)


def _changes(row: PlannedRow, new: list[Post]) -> dict[str, list[Any]]:
    user, unit = row.existing, row.values["unit"]
    found = {
        key: [_plain(getattr(user, key)), _plain(row.values[key])]
        for key in PLAIN
        if key in row.values and getattr(user, key) != row.values[key]
    }
    if unit is not None and user.organisation_id != unit.id:
        found["organisation"] = [user.organisation.name if user.organisation else None, unit.name]
    if new:
        found["posts"] = [None, [post.name for post in new]]
    return found


def _new(row: PlannedRow) -> User:
    given = {key: row.values[key] for key in ("username", *PLAIN) if key in row.values}
    user = User(organisation=row.values["unit"], **given)
    user.set_password(None)
    return user


def _appoint(people: list[tuple[PlannedRow, User]]) -> None:
    held = set(Appointment.objects.filter(until=None).values_list("user_id", "post_id", "organisation_id"))
    today = localdate()
    wanted = {(user.id, post.id, row.values["unit"].id) for row, user in people for post in row.values["post_rows"]}
    Appointment.objects.bulk_create(
        [
            Appointment(user_id=user, post_id=post, organisation_id=unit, since=today)
            for user, post, unit in sorted(wanted - held)
        ],
        batch_size=500,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
