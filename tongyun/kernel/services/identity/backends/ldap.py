"""A directory (LDAP v3) through ldap3: look a person up as the service account, then bind as that person.

A password never decides anything but the bind, an empty one is refused before (a directory takes it for an anonymous
bind and says yes), what a person types is escaped, and referrals are not followed: they could lead anywhere.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from ssl import CERT_REQUIRED
from typing import Any

from ldap3 import AUTO_BIND_NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars

from ....contracts.identity import Identity, LdapSettings, Step
from ....contracts.personal import mask
from ..errors import REFUSED, UNAVAILABLE, WRONG, Refused
from ..kinds import Provider
from . import http
from .claims import first, identity_from

#: Whole seconds: ldap3 hands them to the socket as they are.
CONNECT_S = 5
ANSWER_S = 15
PAGE = 500
MAX_PEOPLE = 200_000
MAX_NAME = 200
#: Active Directory: the bit of an account that is switched off.
AD_DISABLED = 0x2
#: OpenLDAP: what an account that an administrator locked carries; a lock that ends by itself carries its moment.
LOCKED_FOR_GOOD = "0000"
INVALID_CREDENTIALS = 49


def authenticate(provider: Provider, username: str, password: str) -> Identity:
    """Whose name and password these are. Raises Refused."""
    settings: LdapSettings = provider.settings
    if not username.strip() or not password or len(username) > MAX_NAME or "\x00" in username + password:
        raise Refused(WRONG, "用户名或口令为空或含有非法字符")
    with _service(settings) as directory:
        found = _search(directory, settings, _wanted(settings, username.strip()), limit=2)
        if len(found) != 1:
            raise Refused(WRONG, f"目录中有 {len(found)} 个用户名为“{username[:60]}”的人")
        dn, said = found[0]
        _prove(settings, dn, password)
        return _identity(directory, settings, dn, said)


def people(provider: Provider) -> list[Identity]:
    """Everybody the filter finds. Raises Refused, also when the directory ends before all were given."""
    settings: LdapSettings = provider.settings
    with _service(settings) as directory:
        found = _search(directory, settings, settings.user_filter, limit=MAX_PEOPLE)
        if len(found) == MAX_PEOPLE:
            raise Refused(UNAVAILABLE, f"目录中超过 {MAX_PEOPLE} 人，请缩小过滤条件")
        return [_identity(directory, settings, dn, said) for dn, said in found]


def probe(provider: Provider) -> list[Step]:
    """Connect, bind, find people, and show what one of them would look like here."""
    settings: LdapSettings = provider.settings
    steps: list[Step] = []
    title = ("连接与加密", "Connection and encryption")
    try:
        directory = _connection(settings, None, None)
        _open(directory, settings)
        steps.append(Step(*title, ok=True, detail=f"{settings.host}:{settings.port}"))
        _close(directory)
        title = ("查询账号登录", "Bind of the service account")
        with _service(settings) as directory:
            steps.append(Step(*title, ok=True, detail=settings.bind_dn or "匿名"))
            title = ("查找人员", "Finding people")
            found = _search(directory, settings, settings.user_filter, limit=5)
            if not found:
                raise Refused(UNAVAILABLE, "没有找到任何人，请检查起点与过滤条件")
            steps.append(Step(*title, ok=True, detail=f"例如 {found[0][0]}"))
            title = ("读取人员资料", "Reading a person")
            one = _identity(directory, settings, *found[0])
            groups = "未提供" if one.groups is None else "、".join(one.groups) or "无"
            shown = f"{one.username} · {one.name} · {mask('mail', one.mail)} · {one.organisation} · {groups}"
            steps.append(Step(*title, ok=True, detail=shown))
    except Refused as refused:
        steps.append(Step(*title, ok=False, detail=refused.reason))
    return steps


def _wanted(settings: LdapSettings, username: str) -> str:
    return f"(&{settings.user_filter}({settings.username_field}={escape_filter_chars(username)}))"


@contextmanager
def _service(settings: LdapSettings) -> Iterator[Connection]:
    """The directory as the service account sees it; anonymous where none is set."""
    directory = _connection(settings, settings.bind_dn or None, settings.bind_password or None)
    try:
        _open(directory, settings)
        if not directory.bind():
            raise Refused(UNAVAILABLE, f"查询账号无法登录目录：{directory.result['description']}")
        yield directory
    except (LDAPException, OSError) as error:
        raise Refused(UNAVAILABLE, f"目录没有应答：{error}") from error
    finally:
        _close(directory)


def _prove(settings: LdapSettings, dn: str, password: str) -> None:
    """Bind as the person. Raises Refused when the directory does not take the password."""
    person = _connection(settings, dn, password)
    try:
        _open(person, settings)
        if not person.bind():
            said = person.result
            wrong = said["result"] == INVALID_CREDENTIALS
            raise Refused(WRONG if wrong else REFUSED, f"目录拒绝 {dn}：{said['description']} {said['message']}")
    except (LDAPException, OSError) as error:
        raise Refused(UNAVAILABLE, f"目录没有应答：{error}") from error
    finally:
        _close(person)


def _connection(settings: LdapSettings, dn: str | None, password: str | None) -> Connection:
    # ldap3 builds its TLS context from this; CERT_REQUIRED also compares the name of the host.
    http.trusted(settings.ca_pem)
    tls = Tls(validate=CERT_REQUIRED, ca_certs_data=settings.ca_pem.strip() or None)
    server = Server(
        settings.host,
        port=settings.port,
        use_ssl=settings.security == "ldaps",
        tls=tls if settings.security != "none" else None,
        connect_timeout=CONNECT_S,
    )
    return Connection(
        server,
        user=dn,
        password=password,
        auto_bind=AUTO_BIND_NONE,
        auto_referrals=False,
        receive_timeout=ANSWER_S,
        raise_exceptions=False,
    )


def _open(directory: Connection, settings: LdapSettings) -> None:
    try:
        directory.open()
        if settings.security == "starttls" and not directory.start_tls():
            raise Refused(UNAVAILABLE, f"目录拒绝 StartTLS：{directory.result['description']}")
    except (LDAPException, OSError) as error:
        raise Refused(UNAVAILABLE, f"无法连接 {settings.host}:{settings.port}：{error}") from error


def _close(directory: Connection) -> None:
    """Hang up; a line that broke half way cannot even do that."""
    with suppress(LDAPException, OSError):
        directory.unbind()


def _search(directory: Connection, settings: LdapSettings, wanted: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
    """Distinguished names and attributes, page by page. Raises Refused unless the directory gave them all."""
    names = {getattr(settings, field) for field in vars(settings) if field.endswith("_field")} - {""}
    found: list[tuple[str, dict[str, Any]]] = []
    cookie: bytes | None = None
    while True:
        directory.search(
            settings.base_dn,
            wanted,
            SUBTREE,
            attributes=sorted({*names, "userAccountControl", "pwdAccountLockedTime"} - _unknown(directory, names)),
            paged_size=min(PAGE, limit),
            paged_cookie=cookie,
        )
        if directory.result["result"] != 0:
            said = directory.result
            raise Refused(UNAVAILABLE, f"查找失败：{said['description']} {said['message']}")
        entries = [entry for entry in directory.response or [] if entry["type"] == "searchResEntry"]
        found += [(entry["dn"], {**entry["attributes"], "raw": entry["raw_attributes"]}) for entry in entries]
        control = directory.result.get("controls", {}).get("1.2.840.113556.1.4.319", {})
        cookie = control.get("value", {}).get("cookie")
        if not cookie or len(found) >= limit:
            return found[:limit]


def _identity(directory: Connection, settings: LdapSettings, dn: str, said: Mapping[str, Any]) -> Identity:
    subject = _subject(said["raw"].get(settings.subject_field, []))
    if not subject:
        raise Refused(UNAVAILABLE, f"{dn} 没有属性 {settings.subject_field}，无法认人")
    plain = {name: _plain(own) for name, own in said.items() if name != "raw"}
    found = identity_from(settings, subject, plain, mail_verified=True)
    if settings.group_base_dn:
        found = replace(found, groups=_groups(directory, settings, dn, found.username))
    elif settings.groups_field and found.groups is None:
        found = replace(found, groups=())
    return replace(found, active=_active(plain), raw=plain)


def _groups(directory: Connection, settings: LdapSettings, dn: str, username: str) -> tuple[str, ...]:
    wanted = settings.group_filter.replace("{dn}", escape_filter_chars(dn))
    wanted = wanted.replace("{username}", escape_filter_chars(username))
    directory.search(settings.group_base_dn, wanted, SUBTREE, attributes=[])
    if directory.result["result"] != 0:
        raise Refused(UNAVAILABLE, f"查找组失败：{directory.result['description']}")
    return tuple(entry["dn"] for entry in directory.response or [] if entry["type"] == "searchResEntry")


def _active(said: Mapping[str, Any]) -> bool:
    control = first(said, "userAccountControl")
    if control.lstrip("-").isdigit() and int(control) & AD_DISABLED:
        return False
    return not first(said, "pwdAccountLockedTime").startswith(LOCKED_FOR_GOOD)


def _subject(raw: list[bytes]) -> str:
    """The immutable id as a text; objectGUID is sixteen bytes."""
    if not raw:
        return ""
    if len(raw[0]) == 16 and not raw[0].isascii():
        return str(uuid.UUID(bytes_le=raw[0]))
    return raw[0].decode(errors="replace")


def _plain(value: Any) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [
        each.decode(errors="replace") if isinstance(each, bytes) else str(each) for each in many if each is not None
    ]


def _unknown(directory: Connection, names: set[str]) -> set[str]:
    """Attributes the directory's schema does not have: asking for them would be refused by the library."""
    schema = directory.server.schema
    if schema is None or not schema.attribute_types:
        return set()
    return {
        name for name in {*names, "userAccountControl", "pwdAccountLockedTime"} if name not in schema.attribute_types
    }
