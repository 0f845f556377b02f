"""Identity providers: what an administrator says about each kind, and what a provider says about a person."""

from dataclasses import dataclass, field
from typing import Any, Final

from .policies import entry

_MATCH: Final = ("匹配人员", "Matching people")
_FIELDS: Final = ("人员资料的来源字段", "Fields about a person")
_CONNECTION: Final = ("连接", "Connection")
_TLS: Final = ("证书", "Certificates")

#: Several lines.
_LINES: Final[dict[str, Any]] = {"x-widget": "textarea"}
#: What a secret field of a provider's settings is marked with: it is sealed, and never given out again.
SECRET: Final = "x-secret"


def _needed(title_zh: str, title_en: str, **words: Any) -> Any:
    """A text that must be given."""
    return entry("", title_zh, title_en, minLength=1, **words)


def _secret(title_zh: str, title_en: str, **words: Any) -> Any:
    return entry("", title_zh, title_en, **{SECRET: True, "x-widget": "password", "maxLength": 4000, **words})


def _field(default: str, title_zh: str, title_en: str, **words: Any) -> Any:
    return entry(default, title_zh, title_en, group=_FIELDS, maxLength=200, **words)


@dataclass(frozen=True)
class MatchingSettings:
    """How people of a provider become people of the platform; the same for every kind."""

    link_by: str = entry(
        "none",
        "首次登录时关联已有账号",
        "Link an existing account at the first sign-in",
        group=_MATCH,
        choices={
            "none": ("不关联", "Do not link"),
            "username": ("用户名相同即关联", "By the same user name"),
            "mail": ("邮箱相同即关联", "By the same mail address"),
            "employee_no": ("工号相同即关联", "By the same employee number"),
        },
        help_zh="只有当对方系统严格核实这项信息时才可选择：谁能在那里改动它，谁就能登录这里的同名账号。",
        help_en="Only where the other system verifies this strictly: whoever can change it there can sign in here.",
    )
    create_people: bool = entry(
        True,
        "没有账号时自动创建",
        "Create an account where there is none",
        group=_MATCH,
        help_zh="新账号没有任何权限，除非下面的组对应到有权限的用户组。",
        help_en="A new account may do nothing, unless its groups below are mapped to groups that may.",
    )
    update_people: bool = entry(
        True, "每次登录时更新姓名、电话等资料", "Update name, phone and so on at each sign-in", group=_MATCH
    )
    default_organisation: str = entry(
        "",
        "默认机构的编码",
        "Code of the default organisation",
        group=_MATCH,
        maxLength=64,
        help_zh="对方没有给出机构、或给出的机构在这里没有时使用；为空则拒绝这样的人。",
        help_en="Used where the provider names no organisation that is known here; empty: such people are refused.",
    )
    organisation_map: str = entry(
        "",
        "机构对应",
        "Organisations",
        group=_MATCH,
        maxLength=20000,
        **_LINES,
        help_zh="每行一条：对方的机构 => 本系统机构编码。没有列出的，按编码或全称查找。",
        help_en="One a line: their organisation => our code. Others are looked up by code or full name.",
    )
    group_map: str = entry(
        "",
        "用户组对应",
        "Groups",
        group=_MATCH,
        maxLength=20000,
        **_LINES,
        help_zh="每行一条：对方的组 => 本系统用户组编码。每次登录时据此加入和移出；没有列出的用户组不受影响。",
        help_en="One a line: their group => our group code. People join and leave these at sign-in, and no others.",
    )


@dataclass(frozen=True)
class OidcSettings(MatchingSettings):
    """OpenID Connect: authorization code flow with PKCE."""

    issuer: str = _needed(
        "签发者地址（Issuer）",
        "Issuer",
        group=_CONNECTION,
        pattern="^https?://",
        maxLength=500,
        examples=["https://sso.example.gov.cn/realms/city"],
    )
    client_id: str = _needed("客户端编号（Client ID）", "Client ID", group=_CONNECTION, maxLength=200)
    client_secret: str = _secret("客户端密钥（Client Secret）", "Client secret", group=_CONNECTION)
    scopes: str = entry("openid profile email", "申请的范围（scope）", "Scopes", group=_CONNECTION, maxLength=500)
    clock_skew_s: int = entry(120, "允许的时钟偏差", "Clock skew", group=_CONNECTION, minimum=0, maximum=600, unit="s")
    ca_pem: str = entry("", "受信任的 CA 证书（PEM）", "Trusted CA (PEM)", group=_TLS, maxLength=40000, **_LINES)
    username_field: str = _field("preferred_username", "用户名", "User name")
    name_field: str = _field("name", "姓名", "Name")
    mail_field: str = _field("email", "邮箱", "Mail")
    phone_field: str = _field("phone_number", "手机", "Phone")
    employee_no_field: str = _field("employee_no", "工号", "Employee number")
    organisation_field: str = _field("organization", "机构", "Organisation")
    groups_field: str = _field("groups", "所在的组", "Groups")


@dataclass(frozen=True)
class SamlSettings(MatchingSettings):
    """SAML 2.0 web browser sign-on; assertions must be signed."""

    metadata_url: str = entry(
        "",
        "身份提供方元数据地址",
        "Address of the provider's metadata",
        group=_CONNECTION,
        maxLength=500,
        pattern="^(https?://.*)?$",
        help_zh="填写后下面三项可以不填。",
        help_en="Where given, the next three are not needed.",
    )
    entity_id: str = entry(
        "", "身份提供方编号（Entity ID）", "Entity ID of the provider", group=_CONNECTION, maxLength=500
    )
    sso_url: str = entry(
        "", "单点登录地址", "Address for single sign-on", group=_CONNECTION, maxLength=500, pattern="^(https?://.*)?$"
    )
    certificates: str = entry(
        "",
        "签名证书（PEM，可多张）",
        "Signing certificates (PEM)",
        group=_CONNECTION,
        maxLength=40000,
        **_LINES,
    )
    sp_certificate: str = entry(
        "",
        "本系统的证书（PEM）",
        "Our certificate (PEM)",
        group=_TLS,
        maxLength=20000,
        **_LINES,
        help_zh="与私钥一同填写后，登录请求带签名，并能接收加密的断言。",
        help_en="With the key, requests are signed and encrypted assertions can be read.",
    )
    sp_private_key: str = _secret("本系统的私钥（PEM）", "Our private key (PEM)", group=_TLS, **_LINES)
    ca_pem: str = entry("", "受信任的 CA 证书（PEM）", "Trusted CA (PEM)", group=_TLS, maxLength=40000, **_LINES)
    username_field: str = _field("uid", "用户名", "User name")
    name_field: str = _field("displayName", "姓名", "Name")
    mail_field: str = _field("mail", "邮箱", "Mail")
    phone_field: str = _field("mobile", "手机", "Phone")
    employee_no_field: str = _field("employeeNumber", "工号", "Employee number")
    organisation_field: str = _field("o", "机构", "Organisation")
    groups_field: str = _field("memberOf", "所在的组", "Groups")


@dataclass(frozen=True)
class CasSettings(MatchingSettings):
    """CAS protocol 3.0."""

    server_url: str = _needed(
        "CAS 地址",
        "Address of CAS",
        group=_CONNECTION,
        pattern="^https?://",
        maxLength=500,
        examples=["https://cas.example.gov.cn/cas"],
    )
    ca_pem: str = entry("", "受信任的 CA 证书（PEM）", "Trusted CA (PEM)", group=_TLS, maxLength=40000, **_LINES)
    subject_field: str = _field(
        "",
        "不变的编号",
        "Immutable subject",
        help_zh="为空则以 CAS 返回的用户名为准；只有用户名从不改变、从不转给他人时才可为空。",
        help_en="Empty: the user name that CAS gives, which must then never change nor pass to somebody else.",
    )
    username_field: str = _field(
        "", "用户名", "User name", help_zh="为空则取 CAS 返回的用户名。", help_en="Empty: the name CAS gives."
    )
    name_field: str = _field("displayName", "姓名", "Name")
    mail_field: str = _field("mail", "邮箱", "Mail")
    phone_field: str = _field("mobile", "手机", "Phone")
    employee_no_field: str = _field("employeeNumber", "工号", "Employee number")
    organisation_field: str = _field("organization", "机构", "Organisation")
    groups_field: str = _field("groups", "所在的组", "Groups")


@dataclass(frozen=True)
class LdapSettings(MatchingSettings):
    """A directory: OpenLDAP, Active Directory and their kin. Passwords are checked by binding."""

    host: str = _needed("服务器", "Server", group=_CONNECTION, maxLength=255, pattern=r"^[^\s/:]+$|^\[[0-9a-fA-F:]+\]$")
    port: int = entry(636, "端口", "Port", group=_CONNECTION, minimum=1, maximum=65535)
    security: str = entry(
        "ldaps",
        "加密方式",
        "Encryption",
        group=_CONNECTION,
        choices={
            "ldaps": ("LDAPS（推荐）", "LDAPS (recommended)"),
            "starttls": ("StartTLS", "StartTLS"),
            "none": ("不加密（口令会明文传输）", "None (passwords travel in the clear)"),
        },
    )
    ca_pem: str = entry("", "受信任的 CA 证书（PEM）", "Trusted CA (PEM)", group=_TLS, maxLength=40000, **_LINES)
    bind_dn: str = entry("", "查询账号的 DN", "DN of the service account", group=_CONNECTION, maxLength=500)
    bind_password: str = _secret("查询账号的口令", "Password of the service account", group=_CONNECTION)
    base_dn: str = _needed("查找人员的起点（Base DN）", "Base DN of people", group=_CONNECTION, maxLength=500)
    user_filter: str = entry(
        "(objectClass=inetOrgPerson)",
        "人员的过滤条件",
        "Filter of people",
        group=_CONNECTION,
        maxLength=1000,
        pattern=r"^\(.*\)$",
        help_zh="Active Directory 一般为 (&(objectCategory=person)(objectClass=user))。",
        help_en="With Active Directory usually (&(objectCategory=person)(objectClass=user)).",
    )
    subject_field: str = _field(
        "entryUUID",
        "不变的编号",
        "Immutable subject",
        minLength=1,
        help_zh="Active Directory 为 objectGUID。",
        help_en="objectGUID with Active Directory.",
    )
    username_field: str = _field(
        "uid",
        "用户名",
        "User name",
        minLength=1,
        help_zh="Active Directory 为 sAMAccountName。",
        help_en="sAMAccountName with Active Directory.",
    )
    name_field: str = _field("cn", "姓名", "Name")
    mail_field: str = _field("mail", "邮箱", "Mail")
    phone_field: str = _field("mobile", "手机", "Phone")
    employee_no_field: str = _field("employeeNumber", "工号", "Employee number")
    organisation_field: str = _field("departmentNumber", "机构", "Organisation")
    groups_field: str = _field(
        "memberOf",
        "所在的组",
        "Groups",
        help_zh="目录不提供此属性时留空，改填下面的组的起点。",
        help_en="Empty where the directory has none; give the base of groups then.",
    )
    group_base_dn: str = entry("", "查找组的起点", "Base DN of groups", group=_FIELDS, maxLength=500)
    group_filter: str = entry(
        "(member={dn})",
        "查找组的过滤条件",
        "Filter of groups",
        group=_FIELDS,
        maxLength=500,
        pattern=r"^\(.*\)$",
        help_zh="{dn} 与 {username} 会换成此人的值。",
        help_en="{dn} and {username} stand for the person's.",
    )
    sync_minutes: int = entry(
        0,
        "定期同步",
        "Synchronise every",
        group=_MATCH,
        minimum=0,
        maximum=10080,
        unit="min",
        help_zh="按目录更新人员资料，并停用目录中已删除或禁用的人；0 表示不同步。",
        help_en="Updates people from the directory and switches off those gone or disabled there; 0: never.",
    )


@dataclass(frozen=True)
class ScimSettings(MatchingSettings):
    """A system that only provisions people (SCIM 2.0); nobody signs in through it."""


@dataclass(frozen=True)
class Identity:
    """What a provider says of a person. `subject` never changes there, whatever becomes of the names."""

    subject: str
    username: str = ""
    name: str = ""
    mail: str = ""
    mail_verified: bool = False
    phone: str = ""
    employee_no: str = ""
    organisation: str = ""
    #: None: the provider said nothing of groups, so memberships stay as they are.
    groups: tuple[str, ...] | None = None
    active: bool = True
    #: What the provider sent, for the administrator who tests the connection; never stored.
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step of testing a connection: what was tried, whether it worked, and what to do when not."""

    title: str
    title_en: str
    ok: bool
    detail: str = ""
