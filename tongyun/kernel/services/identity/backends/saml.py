"""SAML 2.0 web browser sign-on through python3-saml.

Stricter than the library where it lets something pass: an answer must name the request it answers and the audience it
is for, its assertion must be signed, and it opens one session.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from ....contracts import utc_now
from ....contracts.identity import Identity, SamlSettings, Step
from ..attempts import use_once
from ..errors import CANCELLED, REFUSED, UNAVAILABLE, Refused
from ..kinds import Provider
from . import http
from .claims import identity_from
from .xml import parsed

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
MAX_RESPONSE = 1 << 19
#: How far the library lets clocks differ.
DRIFT = timedelta(minutes=5)
#: How long metadata fetched from an address are believed.
FRESH_S = 3600.0

_fetched: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}


def begin(provider: Provider, state: str) -> tuple[str, dict[str, str]]:
    """The authentication request, in the address the browser is sent to."""
    auth = _auth(provider, {})
    address = auth.login(return_to=state)
    return address, {"request_id": auth.get_last_request_id()}


def finish(provider: Provider, state: str, kept: Mapping[str, str], sent: Mapping[str, str]) -> Identity:
    """Who the posted response is about, when everything about it holds."""
    raw = sent.get("SAMLResponse", "")
    if not raw or len(raw) > MAX_RESPONSE:
        raise Refused(REFUSED, "没有应答，或应答超过 512 KiB")
    auth = _auth(provider, {"SAMLResponse": raw})
    try:
        auth.process_response(request_id=kept["request_id"])
    except Exception as error:
        raise Refused(REFUSED, f"应答无法读取：{error}") from error
    if auth.get_errors() or not auth.is_authenticated():
        reason = str(auth.get_last_error_reason() or auth.get_errors())
        raise Refused(CANCELLED if "AuthnFailed" in reason or "RequestDenied" in reason else REFUSED, reason)
    if auth.get_last_response_in_response_to() != kept["request_id"]:
        raise Refused(REFUSED, "应答没有说明它回应的是哪次请求")
    _for_us(provider, auth)
    until = auth.get_last_assertion_not_on_or_after()
    ends = datetime.fromtimestamp(int(until), UTC) if until else utc_now() + timedelta(days=1)
    use_once(provider.id, auth.get_last_assertion_id(), ends + DRIFT)
    if auth.get_nameid_format() == TRANSIENT or not auth.get_nameid():
        raise Refused(REFUSED, "NameID 是临时的，不能据以认人：请让身份提供方使用 persistent 格式")
    said = {**auth.get_friendlyname_attributes(), **auth.get_attributes()}
    return identity_from(provider.settings, auth.get_nameid(), said, mail_verified=True, username=auth.get_nameid())


def probe(provider: Provider) -> list[Step]:
    """Whether the provider's metadata can be read, its certificates are valid, and ours can be made."""
    steps: list[Step] = []
    _fetched.clear()
    try:
        idp = _idp(provider.settings)
        steps.append(Step("身份提供方的设置", "Settings of the provider", ok=True, detail=idp["entityId"]))
        OneLogin_Saml2_Settings(_settings(provider))
        steps.append(
            Step("证书与地址", "Certificates and addresses", ok=True, detail=idp["singleSignOnService"]["url"])
        )
    except Refused as refused:
        return [*steps, Step("身份提供方的设置", "Settings of the provider", ok=False, detail=refused.reason)]
    except OneLogin_Saml2_Error as error:
        return [*steps, Step("证书与地址", "Certificates and addresses", ok=False, detail=str(error))]
    where = provider.address("metadata")
    return [*steps, Step("请在对方登记本系统的元数据", "Register our metadata there", ok=True, detail=where)]


def metadata(provider: Provider) -> str:
    """Our own metadata, which need nothing of the provider's."""
    settings = OneLogin_Saml2_Settings({**_ourselves(provider), "strict": True}, sp_validation_only=True)
    made = settings.get_sp_metadata()
    return made.decode() if isinstance(made, bytes) else str(made)


def _for_us(provider: Provider, auth: OneLogin_Saml2_Auth) -> None:
    """The library lets an assertion pass that names no audience at all: such a one was made for anybody."""
    inside = "/".join(f"{ASSERTION}{name}" for name in ("Assertion", "Conditions", "AudienceRestriction", "Audience"))
    found = parsed(auth.get_last_response_xml()).iterfind(inside)
    if provider.address("metadata") not in {(audience.text or "").strip() for audience in found}:
        raise Refused(REFUSED, "断言没有指明它是给本系统的（Audience）")


def _auth(provider: Provider, posted: Mapping[str, str]) -> OneLogin_Saml2_Auth:
    ours = urlsplit(provider.address("acs"))
    request = {
        "https": "on" if ours.scheme == "https" else "off",
        "http_host": ours.netloc,
        "script_name": ours.path,
        "get_data": {},
        "post_data": dict(posted),
    }
    try:
        return OneLogin_Saml2_Auth(request, _settings(provider))
    except OneLogin_Saml2_Error as error:
        raise Refused(UNAVAILABLE, f"SAML 设置有误：{error}") from error


def _settings(provider: Provider) -> dict[str, Any]:
    return {"strict": True, "debug": False, **_ourselves(provider), "idp": _idp(provider.settings)}


def _ourselves(provider: Provider) -> dict[str, Any]:
    settings: SamlSettings = provider.settings
    signs = bool(settings.sp_private_key)
    return {
        "sp": {
            "entityId": provider.address("metadata"),
            "assertionConsumerService": {"url": provider.address("acs"), "binding": POST},
            "NameIDFormat": UNSPECIFIED,
            "x509cert": settings.sp_certificate,
            "privateKey": settings.sp_private_key,
        },
        "security": {
            "authnRequestsSigned": signs,
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "signatureAlgorithm": RSA_SHA256,
            "digestAlgorithm": SHA256,
        },
    }


def _idp(settings: SamlSettings) -> dict[str, Any]:
    if settings.metadata_url:
        return _from_metadata(settings)
    certificates = _certificates(settings.certificates)
    return {
        "entityId": settings.entity_id,
        "singleSignOnService": {"url": settings.sso_url, "binding": REDIRECT},
        "x509certMulti": {"signing": certificates},
    }


def _from_metadata(settings: SamlSettings) -> dict[str, Any]:
    place = (settings.metadata_url, settings.ca_pem)
    known = _fetched.get(place)
    if known is not None and time.monotonic() - known[0] < FRESH_S:
        return known[1]
    with http.client(settings.ca_pem) as asking:
        text = http.text(asking, "GET", settings.metadata_url)
    try:
        parsed(text)
        found = OneLogin_Saml2_IdPMetadataParser.parse(
            text, required_sso_binding=REDIRECT, entity_id=settings.entity_id or None
        )
        idp = dict(found["idp"])
        if not idp.get("singleSignOnService") or not (idp.get("x509cert") or idp.get("x509certMulti")):
            raise Refused(UNAVAILABLE, "元数据中没有单点登录地址（HTTP-Redirect）或签名证书")
    except Refused as refused:
        raise Refused(UNAVAILABLE, refused.reason) from refused
    except Exception as error:
        raise Refused(UNAVAILABLE, f"元数据无法读取：{error}") from error
    _fetched[place] = (time.monotonic(), idp)
    return idp


def _certificates(text: str) -> list[str]:
    """Each certificate of a PEM text; a bare base64 block counts as one."""
    mark = "-----BEGIN CERTIFICATE-----"
    parts = [mark + part for part in text.split(mark)[1:]] or [text]
    return [OneLogin_Saml2_Utils.format_cert(part.strip(), heads=False) for part in parts]
