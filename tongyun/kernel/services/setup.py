"""How an installation gets its three administrators, by one-time links and without any default password.

The link that the first start prints makes the system administrator, who gets one link for each of the other two seats
and hands them over. A seat that was taken once is never given away again from inside: should its last holder be lost,
whoever runs the server makes a new link with `tongyun administrators`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from ..contracts import Actor, Conflict, FieldError, Invalid, Ref, Unauthenticated, utc_now
from ..models import Grant, Organisation, SetupLink, User
from .audit import audit, secret_digest
from .context import acting_as, system_actor
from .organisations.history import remember
from .people.history import remember_users
from .permissions import require
from .permissions.built_in import DUTY, OPERATIONS, SEATS, ensure_roles
from .policies import change_policy
from .searching.people import index_person
from .signin.passwords import set_password

FIRST = "system"
FIRST_LINK_LENGTH = timedelta(hours=24)
#: The other two may be in another building.
SEAT_LINK_LENGTH = timedelta(days=7)


@dataclass(frozen=True)
class Newcomer:
    """Who takes a seat."""

    username: str
    name: str
    password: str


def setup_required() -> bool:
    """Whether no user exists yet."""
    return not User.objects.exists()


@transaction.atomic
def new_setup_token(seat: str = FIRST) -> str:
    """Make the one-time token of a seat's link; older ones of that seat stop working."""
    SetupLink.objects.filter(used_at=None, seat=seat).delete()
    token = secrets.token_urlsafe(32)
    length = FIRST_LINK_LENGTH if seat == FIRST else SEAT_LINK_LENGTH
    SetupLink.objects.create(seat=seat, digest=secret_digest(token), expires_at=utc_now() + length)
    return token


@transaction.atomic
def set_up(
    token: str, newcomer: Newcomer, organisation: str, ip: str = "", *, second_factor: bool = False
) -> Mapping[str, str]:
    """Make the first organisation and the system administrator, who also does the daily business until others come.

    Works once, with the token the installer was shown. Returns the tokens of the other two seats. With `second_factor`
    none of the three gets in without two factors from now on: each enrols at the first sign-in.
    """
    link = _link(token)
    if not setup_required() or link.seat != FIRST:
        raise Conflict("already_set_up", "系统已完成初始化，请直接登录。")
    unit = Organisation.objects.create(code="root", name=organisation)
    roles = ensure_roles()
    user = _make(newcomer, unit)
    for key in (SEATS[FIRST], OPERATIONS, DUTY):
        Grant.objects.create(user=user, role=roles[key], granted_by=user.name)
    _use(link, user, ip)
    with acting_as(Actor("user", str(user.id), user.name, ip)):
        remember([unit], "created")
    if second_factor:
        with acting_as(system_actor("初始化")):
            change_policy("second-factor", {"roles": list(SEATS.values())})
    return {seat: new_setup_token(seat) for seat in SEATS if seat != FIRST}


@transaction.atomic
def take_seat(token: str, newcomer: Newcomer, ip: str = "") -> User:
    """Make the administrator that a link is for. Works once."""
    link = _link(token)
    if setup_required():
        raise Conflict("not_set_up", "系统尚未初始化，请先使用初始化链接。")
    if User.objects.filter(username=newcomer.username).exists():
        raise Invalid("username_taken", "此用户名已被使用。", [FieldError("/username", "已被使用，请换一个")])
    unit = Organisation.objects.filter(parent=None).order_by("created_at").first()
    user = _make(newcomer, unit)
    Grant.objects.create(user=user, role=ensure_roles()[SEATS[link.seat]], granted_by="初始化链接")
    _use(link, user, ip)
    return user


@transaction.atomic
def link_for(seat: str) -> str:
    """A new link's token for a seat that nobody has ever taken. Needs administrator:invite; raises Conflict after."""
    require("administrator:invite")
    if seat not in SEATS:
        raise Invalid("no_seat", f"管理员只有 {'、'.join(SEATS)} 三种。", [FieldError("/seat", "不存在")])
    if SetupLink.objects.filter(seat=seat, used_at__isnull=False).exists() or _held(seat):
        detail = "此管理员已到任过，只能由其本人增补；如已无人可用，请在服务器上用 tongyun administrators 取得链接。"
        raise Conflict("seat_taken", detail)
    token = new_setup_token(seat)
    audit("administrator.invited", Ref("seat", seat, SetupLink.Seat(seat).label), None, {"seat": seat})
    return token


def seats() -> dict[str, list[User]]:
    """The holders of each seat who can sign in."""
    found: dict[str, list[User]] = {seat: [] for seat in SEATS}
    rows = Grant.objects.filter(role__key__in=SEATS.values(), user__active=True).select_related("user", "role")
    for grant in rows.order_by("created_at", "id"):
        if grant.user is not None:
            found[grant.role.realm].append(grant.user)
    return found


def _held(seat: str) -> bool:
    return Grant.objects.filter(role__key=SEATS[seat]).exists()


def _link(token: str) -> SetupLink:
    link = SetupLink.objects.select_for_update().filter(digest=secret_digest(token), used_at=None).first()
    if link is None or link.expires_at <= utc_now():
        raise Unauthenticated("setup_link", "链接无效、已使用或已过期，请重新取得链接。")
    return link


def _make(newcomer: Newcomer, unit: Organisation | None) -> User:
    user = User(username=newcomer.username, name=newcomer.name, organisation=unit)
    user.save(force_insert=True)
    set_password(user, newcomer.password)
    index_person(user)
    return user


def _use(link: SetupLink, user: User, ip: str) -> None:
    link.used_at = utc_now()
    link.save()
    with acting_as(Actor("user", str(user.id), user.name, ip)):
        remember_users([user], "created")
        after = {"username": user.username, "name": user.name, "seat": link.seat}
        audit("user.set_up", Ref("user", str(user.id), user.username), None, after)
