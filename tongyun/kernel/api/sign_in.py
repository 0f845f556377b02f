"""Signing in through a provider: the browser's way there and back.

What goes wrong on the way sends the browser to the sign-in page with a code it has words for; the exact reason is in
the audit trail under the request's number.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Form, Router

from ..contracts import NotFound, Unauthenticated
from ..contracts.problems import Unavailable
from ..models import IdentityProvider
from ..services.identity import sign_in as steps
from ..services.identity.errors import REFUSED, UNAVAILABLE, Refused
from ..services.identity.kinds import ADDRESS, KINDS, redirecting
from ..services.identity.providers import opened, usable
from .proxies import caller_ip, is_https
from .schemas.identity import DirectorySignInIn, SignInOptionOut
from .schemas.session import SessionOut
from .security import public, request_id
from .signing_in import set_session_cookie, shown_session

router = Router(tags=["sign-in"])

#: Holds what binds a sign-in to the browser that began it.
ATTEMPT_COOKIE = "tongyun_sign_in"
ATTEMPT_SECONDS = 600

#: What a refusal means to somebody who typed name and password.
SAYINGS = {
    "wrong_credentials": "用户名或密码不正确。",
    "unknown_person": "您在本系统没有账号，请联系管理员开通。",
    "ambiguous_person": "您的账号与已有账号冲突，请联系管理员处理。",
    "user_disabled": "您的账号已停用，请联系管理员。",
    "no_organisation": "您所在的机构尚未在本系统登记，请联系管理员。",
    "provider_refused": "统一身份系统拒绝了这次登录。",
}


@router.get("/sign-in", response=list[SignInOptionOut], **public())
def options(request: HttpRequest) -> list[dict[str, Any]]:
    """The ways to sign in beside name and password of this platform."""
    rows = IdentityProvider.objects.filter(enabled=True).order_by("position", "title")
    return [
        {"key": row.key, "title": row.title, "title_en": row.title_en or row.title, "kind": row.kind, "way": way}
        for row in rows
        if (way := KINDS[row.kind].way) != "none"
    ]


@router.get("/sign-in/{key}/begin", response={302: None}, **public())
def begin(request: HttpRequest, key: str, next: str = "/") -> HttpResponse:
    """Send the browser to the provider; `next` is the page to go on with, of this platform only."""
    try:
        address, browser = steps.begin(usable(key, "redirect"), next)
    except (Refused, NotFound) as error:
        return _back(request, key, error, next)
    answer = HttpResponseRedirect(address)
    answer.set_cookie(
        ATTEMPT_COOKIE,
        browser,
        max_age=ATTEMPT_SECONDS,
        path=ADDRESS,
        httponly=True,
        samesite="Lax",
        secure=is_https(request),
    )
    return answer


@router.get("/sign-in/{key}/callback", response={302: None}, **public())
def callback(request: HttpRequest, key: str) -> HttpResponse:
    """The browser is back from an OpenID Connect or CAS provider."""
    sent = {name: request.GET[name] for name in request.GET}
    try:
        row = usable(key, "redirect")
        done = steps.finish(row, sent.get("state", ""), _browser(request), sent, _caller(request))
    except (Refused, NotFound) as error:
        return _back(request, key, error)
    return _signed_in(request, done)


@router.post("/sign-in/{key}/acs", response={303: None}, **public())
def assertion(request: HttpRequest, key: str, SAMLResponse: Form[str] = "", RelayState: Form[str] = "") -> HttpResponse:  # noqa: N803
    """A SAML provider's page posts its assertion; the browser then comes for its session itself."""
    try:
        row = usable(key, "redirect")
        steps.take_post(row, RelayState, {"SAMLResponse": SAMLResponse})
    except (Refused, NotFound) as error:
        return _back(request, key, error)
    answer = HttpResponseRedirect(f"{ADDRESS}/{key}/complete?{urlencode({'state': RelayState})}")
    answer.status_code = 303
    return answer


@router.get("/sign-in/{key}/complete", response={302: None}, **public())
def complete(request: HttpRequest, key: str, state: str = "") -> HttpResponse:
    """The browser that began comes for the session of an assertion that was posted."""
    try:
        done = steps.collect(usable(key, "redirect"), state, _browser(request), _caller(request))
    except (Refused, NotFound) as error:
        return _back(request, key, error)
    return _signed_in(request, done)


@router.get("/sign-in/{key}/metadata", response={200: None}, **public())
def metadata(request: HttpRequest, key: str) -> HttpResponse:
    """Our SAML metadata, to be entered on the provider's side; also before the provider is switched on."""
    row = IdentityProvider.objects.filter(key=key, kind="saml").first()
    if row is None:
        raise NotFound("no_provider", "没有这个登录方式。")
    backend: Any = redirecting("saml")
    return HttpResponse(backend.metadata(opened(row)), content_type="application/samlmetadata+xml")


@router.post("/sign-in/{key}/password", response=SessionOut, **public())
def with_password(request: HttpRequest, response: HttpResponse, key: str, body: DirectorySignInIn) -> dict[str, Any]:
    """Sign in with name and password of a directory."""
    row = usable(key, "password")
    try:
        done = steps.with_password(row, body.username, body.password, _caller(request))
    except Refused as refused:
        if refused.code == UNAVAILABLE:
            raise Unavailable(refused.code, f"“{row.title}”暂时无法连接，请稍后再试，或联系管理员。") from refused
        raise Unauthenticated(refused.code, SAYINGS.get(refused.code, SAYINGS[REFUSED])) from refused
    set_session_cookie(request, response, done.session)
    return shown_session(done.session.session, done.user)


def _signed_in(request: HttpRequest, done: steps.SignedIn) -> HttpResponse:
    answer = HttpResponseRedirect(done.next)
    set_session_cookie(request, answer, done.session)
    answer.delete_cookie(ATTEMPT_COOKIE, path=ADDRESS)
    return answer


def _back(request: HttpRequest, key: str, error: Refused | NotFound, next_page: str = "/") -> HttpResponse:
    """To the sign-in page, which says what to do now."""
    code = "no_provider" if isinstance(error, NotFound) else error.code
    said = {"error": code, "provider": key[:40], "request": request_id(request)}
    answer = HttpResponseRedirect(f"/login?{urlencode(said | ({'next': next_page} if next_page != '/' else {}))}")
    answer.status_code = 303 if request.method == "POST" else 302
    return answer


def _browser(request: HttpRequest) -> str:
    return request.COOKIES.get(ATTEMPT_COOKIE, "")


def _caller(request: HttpRequest) -> steps.Caller:
    return steps.Caller(caller_ip(request), request.headers.get("User-Agent", ""))
