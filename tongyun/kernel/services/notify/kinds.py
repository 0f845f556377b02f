"""The kinds of channels: what each needs to be told, and where its code is. Nothing heavy is imported here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class ChannelKind:
    """A kind of channel.

    One for a `person` reaches each user at their own `address` (a field of the user); one for a `group` gets each
    message once. `secrets` are the fields of `schema` that are kept sealed and never shown again. `level` is what
    persons hear through it unless they or the administrator say otherwise; `markup` is how its texts are escaped.
    """

    key: str
    title_zh: str
    title_en: str
    audience: Literal["person", "group"]
    transport: str
    schema: Mapping[str, Any]
    secrets: tuple[str, ...]
    address: Literal["mail", "phone", ""] = ""
    level: str = "warning"
    markup: Literal["plain", "markdown", "line"] = "plain"
    per_minute: int = 0


def _text(zh: str, en: str, **words: Any) -> dict[str, Any]:
    return {"type": "string", "title": zh, "x-title": {"en-US": en}, "maxLength": 190, **words}


def _secret(zh: str, en: str, **words: Any) -> dict[str, Any]:
    return _text(zh, en, **{"x-widget": "password", **words})


def _described(zh: str, en: str) -> dict[str, Any]:
    return {"description": zh, "x-description": {"en-US": en}}


def _choice(zh: str, en: str, values: Mapping[str, tuple[str, str]], **words: Any) -> dict[str, Any]:
    titles = {value: {"zh-CN": own, "en-US": other} for value, (own, other) in values.items()}
    return {"type": "string", "title": zh, "x-title": {"en-US": en}, "enum": list(values), "x-enum": titles, **words}


def _flag(zh: str, en: str, **words: Any) -> dict[str, Any]:
    return {"type": "boolean", "title": zh, "x-title": {"en-US": en}, **words}


def _object(required: list[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "type": "object",
        "required": required,
        "properties": dict(properties),
        "additionalProperties": False,
    }


_ADDRESS = {"pattern": "^https?://[^\\s]+$", "maxLength": 1000}
_NAMES = "可用变量：phone、text、title、body、link、level、time、id、timestamp、nonce、signature"
_NAMES_EN = "Names: phone, text, title, body, link, level, time, id, timestamp, nonce, signature"

MAIL = ChannelKind(
    "mail",
    "邮件",
    "Mail",
    "person",
    "mail",
    _object(
        ["host", "port", "security", "sender"],
        {
            "host": _text("服务器", "Server"),
            "port": {
                "type": "integer",
                "title": "端口",
                "x-title": {"en-US": "Port"},
                "minimum": 1,
                "maximum": 65535,
                "default": 465,
            },
            "security": _choice(
                "加密方式",
                "Encryption",
                {"tls": ("TLS", "TLS"), "starttls": ("STARTTLS", "STARTTLS"), "none": ("不加密", "None")},
                default="tls",
            ),
            "sender": _text("发件地址", "From", format="email"),
            "sender_name": _text("发件人名称", "Name of the sender", default="统运"),
            "username": _text("用户名", "User name"),
            "password": _secret("密码", "Password"),
            "authority": _text(
                "根证书（PEM）",
                "Root certificate (PEM)",
                maxLength=20_000,
                **{"x-widget": "textarea"},
                **_described("使用自建 CA 时填写", "For a certificate authority of your own"),
            ),
        },
    ),
    ("password",),
    address="mail",
)

SMS = ChannelKind(
    "sms",
    "短信",
    "SMS",
    "person",
    "gateway",
    _object(
        ["url", "encoding", "body"],
        {
            "url": _text("网关地址", "Gateway address", **_ADDRESS),
            "method": _choice("方法", "Method", {"POST": ("POST", "POST"), "GET": ("GET", "GET")}, default="POST"),
            "encoding": _choice(
                "报文格式",
                "Encoding",
                {
                    "json": ("JSON", "JSON"),
                    "form": ("表单", "Form"),
                    "query": ("地址参数", "Query string"),
                },
                default="json",
            ),
            "body": _text(
                "报文",
                "Body",
                maxLength=8000,
                **{"x-widget": "textarea"},
                **_described(
                    f"JSON 对象，值为模板。{_NAMES}，以及 secret（密钥）",
                    f"A JSON object whose values are templates. {_NAMES_EN}, and secret",
                ),
            ),
            "headers": _text(
                "请求头",
                "Headers",
                maxLength=4000,
                **{"x-widget": "textarea"},
                **_described("JSON 对象，值为模板", "A JSON object whose values are templates"),
            ),
            "signature": _choice(
                "签名算法",
                "Signature",
                {
                    "none": ("无", "None"),
                    "hmac-sha256": ("HMAC-SHA256", "HMAC-SHA256"),
                    "hmac-sha1": ("HMAC-SHA1", "HMAC-SHA1"),
                    "hmac-sm3": ("HMAC-SM3", "HMAC-SM3"),
                    "sha256": ("SHA-256", "SHA-256"),
                    "sm3": ("SM3", "SM3"),
                    "md5": ("MD5", "MD5"),
                },
                default="none",
            ),
            "signed_text": _text(
                "待签名文本",
                "Text to sign",
                maxLength=1000,
                **_described("模板，例如 {{ phone }}{{ timestamp }}{{ secret }}", "A template of the same names"),
            ),
            "signature_form": _choice(
                "签名编码",
                "Form of the signature",
                {
                    "hex": ("十六进制", "Hexadecimal"),
                    "HEX": ("大写十六进制", "Upper-case hexadecimal"),
                    "base64": ("Base64", "Base64"),
                },
                default="hex",
            ),
            "success_path": _text(
                "成功判断的字段",
                "Field that tells success",
                **_described(
                    "应答 JSON 中的路径，如 result.code；为空则只看 2xx", "Path in the answer, such as result.code"
                ),
            ),
            "success_values": {
                "type": "array",
                "title": "表示成功的值",
                "x-title": {"en-US": "Values of success"},
                "items": {"type": "string", "maxLength": 100},
                "maxItems": 20,
                "x-widget": "tags",
            },
            "refused_values": {
                "type": "array",
                "title": "表示号码无效的值",
                "x-title": {"en-US": "Values of a refused number"},
                "items": {"type": "string", "maxLength": 100},
                "maxItems": 50,
                "x-widget": "tags",
                **_described(
                    "遇到时不再重试，也不计入熔断", "Not tried again, not counted as a failure of the channel"
                ),
            },
            "secret": _secret("密钥", "Secret"),
        },
    ),
    ("secret",),
    address="phone",
    level="critical",
    markup="line",
)


def _robot(key: str, zh: str, en: str, per_minute: int, secret: bool) -> ChannelKind:
    properties = {
        "url": _secret(
            "机器人地址",
            "Address of the robot",
            **_ADDRESS,
            **_described("含访问令牌，加密保存", "Holds the access token; kept sealed"),
        )
    }
    if secret:
        properties["secret"] = _secret("加签密钥", "Signing secret")
    if key != "feishu":
        properties["mention"] = _flag("@ 相关人员（按手机号）", "Mention the people concerned", default=False)
    return ChannelKind(
        key,
        zh,
        en,
        "group",
        "robots",
        _object(["url"], properties),
        ("url", "secret") if secret else ("url",),
        markup="markdown",
        per_minute=per_minute,
    )


DINGTALK = _robot("dingtalk", "钉钉群机器人", "DingTalk robot", 20, secret=True)
WECOM = _robot("wecom", "企业微信群机器人", "WeCom robot", 20, secret=False)
FEISHU = _robot("feishu", "飞书群机器人", "Feishu robot", 100, secret=True)
APPRISE = ChannelKind(
    "apprise",
    "其他服务（Apprise）",
    "Other services (Apprise)",
    "group",
    "others",
    _object(
        ["url"],
        {
            "url": _secret(
                "Apprise 地址",
                "Apprise URL",
                maxLength=1000,
                **_described(
                    "如 json://主机/路径、mattermost://…；加密保存", "For example json://host/path; kept sealed"
                ),
            )
        },
    ),
    ("url",),
)

KINDS: dict[str, ChannelKind] = {kind.key: kind for kind in (MAIL, SMS, DINGTALK, WECOM, FEISHU, APPRISE)}
