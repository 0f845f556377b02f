"""OpenID Connect Core 1.0: authorization code flow with PKCE (RFC 7636), discovery, and keys that may rotate.

Authlib judges metadata and claims, joserfc the signature. Accepted are signatures by asymmetric keys only: a token
"signed" with `none` or with the client secret proves nothing about who made it.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from ....contracts.identity import Identity, OidcSettings, Step
from ..errors import CANCELLED, REFUSED, UNAVAILABLE, Refused
from ..kinds import Provider
from . import http
from .claims import identity_from

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
#: How long metadata and keys are believed; a key that is not among them is asked for at once.
FRESH_S = 3600.0


@dataclass
class Known:
    """What this process knows of a provider."""

    metadata: dict[str, Any]
    keys: KeySet
    at: float


_known: dict[tuple[str, str], Known] = {}


def begin(provider: Provider, state: str) -> tuple[str, dict[str, str]]:
    """The authorization request, with nonce and PKCE challenge derived from fresh randomness."""
    settings: OidcSettings = provider.settings
    known = _about(settings)
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": provider.address("callback"),
        "scope": settings.scopes,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    endpoint = known.metadata["authorization_endpoint"]
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", {"nonce": nonce, "verifier": verifier}


def finish(provider: Provider, state: str, kept: Mapping[str, str], sent: Mapping[str, str]) -> Identity:
    """Exchange the code and read the identity from the ID token; what it lacks is asked of the userinfo endpoint."""
    settings: OidcSettings = provider.settings
    if "error" in sent:
        code = CANCELLED if sent["error"] in ("access_denied", "login_required") else REFUSED
        raise Refused(code, f"{sent['error']}：{sent.get('error_description', '')}")
    if not sent.get("code"):
        raise Refused(REFUSED, "应答中没有授权码")
    known = _about(settings)
    # RFC 9207: an answer that names its issuer must name this one, or it was mixed up with another provider's.
    if sent.get("iss", known.metadata["issuer"]) != known.metadata["issuer"]:
        raise Refused(REFUSED, f"应答来自另一个签发者：{sent['iss']}")
    with http.client(settings.ca_pem) as asking:
        tokens = _tokens(asking, provider, known, sent["code"], kept["verifier"])
        claims = _claims(settings, known, tokens, kept["nonce"])
        said = {**_userinfo(asking, known, tokens, claims), **claims}
    verified = said.get("email_verified") in (True, "true")
    return identity_from(settings, str(claims["sub"]), said, mail_verified=verified)


def probe(provider: Provider) -> list[Step]:
    """Discovery, then the keys, then whether code flow with PKCE is offered."""
    settings: OidcSettings = provider.settings
    forget()
    steps: list[Step] = []
    try:
        with http.client(settings.ca_pem) as asking:
            metadata = _discover(asking, settings.issuer)
            steps.append(Step("读取发现文档", "Discovery document", ok=True, detail=metadata["issuer"]))
            keys = _keys(asking, metadata)
            steps.append(Step("读取签名公钥", "Signing keys", ok=True, detail=f"{len(keys.keys)} 把"))
    except Refused as refused:
        title = ("读取签名公钥", "Signing keys") if steps else ("读取发现文档", "Discovery document")
        return [*steps, Step(*title, ok=False, detail=refused.reason)]
    methods = metadata.get("code_challenge_methods_supported")
    if methods is not None and "S256" not in methods:
        return [*steps, Step("PKCE（S256）", "PKCE (S256)", ok=False, detail=f"对方只支持 {methods}")]
    steps.append(Step("PKCE（S256）", "PKCE (S256)", ok=True, detail="支持" if methods else "对方没有声明，将照常使用"))
    callback = provider.address("callback")
    return [*steps, Step("请在对方登记回调地址", "Register this callback there", ok=True, detail=callback)]


def forget() -> None:
    """Read metadata and keys anew when they are next needed."""
    _known.clear()


def _about(settings: OidcSettings) -> Known:
    place = (settings.issuer, settings.ca_pem)
    known = _known.get(place)
    if known is None or time.monotonic() - known.at > FRESH_S:
        with http.client(settings.ca_pem) as asking:
            metadata = _discover(asking, settings.issuer)
            known = _known[place] = Known(metadata, _keys(asking, metadata), time.monotonic())
    return known


def _discover(asking: httpx.Client, issuer: str) -> dict[str, Any]:
    found = http.document(asking, "GET", str(get_well_known_url(issuer.rstrip("/"), external=True)))
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise Refused(UNAVAILABLE, f"发现文档的签发者是“{found.get('issuer')}”，与设置不符")
    missing = [name for name in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not found.get(name)]
    if missing:
        raise Refused(UNAVAILABLE, f"发现文档缺少 {'、'.join(missing)}")
    if urlsplit(issuer).scheme == "https":
        try:
            metadata = OpenIDProviderMetadata(found)
            for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
                getattr(metadata, f"validate_{name}")()
        except ValueError as error:
            raise Refused(UNAVAILABLE, f"发现文档有误：{error}") from error
    return found


def _keys(asking: httpx.Client, metadata: Mapping[str, Any]) -> KeySet:
    found = http.document(asking, "GET", str(metadata["jwks_uri"]))
    try:
        usable = [key for key in found.get("keys", []) if key.get("kty") != "oct" and key.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(UNAVAILABLE, f"签名公钥无法读取：{error}") from error


def _tokens(asking: httpx.Client, provider: Provider, known: Known, code: str, verifier: str) -> dict[str, Any]:
    settings: OidcSettings = provider.settings
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.address("callback"),
        "code_verifier": verifier,
    }
    more: dict[str, Any] = {}
    supported = known.metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not settings.client_secret:
        body["client_id"] = settings.client_id
    elif "client_secret_basic" in supported:
        # RFC 6749 2.3.1: both are form-encoded before they become a user name and a password.
        more["auth"] = (quote(settings.client_id, safe=""), quote(settings.client_secret, safe=""))
    else:
        body |= {"client_id": settings.client_id, "client_secret": settings.client_secret}
    tokens = http.document(asking, "POST", str(known.metadata["token_endpoint"]), data=body, **more)
    if not isinstance(tokens.get("id_token"), str):
        raise Refused(REFUSED, "令牌应答中没有 id_token")
    return tokens


def _claims(settings: OidcSettings, known: Known, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    token = _verified(settings, known, tokens["id_token"])
    options = {
        "iss": {"essential": True, "value": known.metadata["issuer"]},
        "aud": {"essential": True, "value": settings.client_id},
        "sub": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": settings.client_id, "access_token": tokens.get("access_token")}
    claims = CodeIDToken(token.claims, token.header, options, params)
    try:
        claims.validate(leeway=settings.clock_skew_s)
    except (JoseError, ValueError, TypeError) as error:
        raise Refused(REFUSED, f"ID 令牌不符合要求：{error}") from error
    return dict(claims)


def _verified(settings: OidcSettings, known: Known, id_token: str) -> jwt.Token:
    """The token, its signature checked. One that no known key made: the provider may have rotated its keys."""
    try:
        try:
            return jwt.decode(id_token, known.keys, algorithms=ALGORITHMS)
        except (InvalidKeyIdError, BadSignatureError):
            with http.client(settings.ca_pem) as asking:
                known.keys, known.at = _keys(asking, known.metadata), time.monotonic()
            return jwt.decode(id_token, known.keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError) as error:
        raise Refused(REFUSED, f"ID 令牌的签名无效：{error}") from error


def _userinfo(
    asking: httpx.Client, known: Known, tokens: Mapping[str, Any], claims: Mapping[str, Any]
) -> dict[str, Any]:
    endpoint, token = known.metadata.get("userinfo_endpoint"), tokens.get("access_token")
    if not endpoint or not token:
        return {}
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    said = http.document(asking, "GET", str(endpoint), headers=headers)
    if said.get("sub") != claims.get("sub"):
        raise Refused(REFUSED, "userinfo 说的是另一个人")
    return said
