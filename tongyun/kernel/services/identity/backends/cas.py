"""CAS protocol 3.0: the browser brings a ticket, and we ask the server whose it is (`/p3/serviceValidate`)."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from ....contracts import utc_now
from ....contracts.identity import CasSettings, Identity, Step
from ..attempts import use_once
from ..errors import REFUSED, UNAVAILABLE, Refused
from ..kinds import Provider
from . import http
from .claims import first, identity_from
from .xml import parsed

NAMESPACE = "{http://www.yale.edu/tp/cas}"
#: A CAS server takes a ticket back after seconds; so long we remember that it was used.
TICKET_LIFE = timedelta(hours=1)


def begin(provider: Provider, state: str) -> tuple[str, dict[str, str]]:
    """The login page of CAS. Our state travels in the service address, which CAS binds the ticket to."""
    return f"{_server(provider)}/login?{urlencode({'service': provider.address('callback', state=state)})}", {}


def finish(provider: Provider, state: str, kept: Mapping[str, str], sent: Mapping[str, str]) -> Identity:
    """Whose ticket it is; a ticket is good once."""
    settings: CasSettings = provider.settings
    ticket = sent.get("ticket", "")
    if not ticket:
        raise Refused(REFUSED, "应答中没有票据")
    said = _ask(provider, ticket, provider.address("callback", state=state))
    use_once(provider.id, ticket, utc_now() + TICKET_LIFE)
    user = said["user"][0]
    subject = first(said, settings.subject_field) if settings.subject_field else user
    if not subject:
        raise Refused(REFUSED, f"CAS 没有给出属性 {settings.subject_field}")
    return identity_from(settings, subject, said, mail_verified=True, username=user)


def probe(provider: Provider) -> list[Step]:
    """A ticket that cannot be good must be refused in the words of the protocol."""
    try:
        _ask(provider, "ST-tongyun-connection-test", provider.address("callback"))
    except Refused as refused:
        understood = refused.code == REFUSED and "INVALID_" in refused.reason
        steps = [Step("校验票据的接口", "Validation of tickets", ok=understood, detail=refused.reason)]
    else:
        steps = [Step("校验票据的接口", "Validation of tickets", ok=False, detail="对方接受了不存在的票据")]
    if steps[0].ok:
        callback = provider.address("callback")
        steps.append(Step("请在对方登记服务地址", "Register this service there", ok=True, detail=callback))
    return steps


def _ask(provider: Provider, ticket: str, service: str) -> dict[str, list[str]]:
    with http.client(provider.settings.ca_pem) as asking:
        query = {"ticket": ticket, "service": service}
        root = parsed(http.text(asking, "GET", f"{_server(provider)}/p3/serviceValidate", params=query))
    failure = root.find(f"{NAMESPACE}authenticationFailure")
    if failure is not None:
        raise Refused(REFUSED, f"{failure.get('code')}：{(failure.text or '').strip()}")
    success = root.find(f"{NAMESPACE}authenticationSuccess")
    user = "" if success is None else (success.findtext(f"{NAMESPACE}user") or "").strip()
    if success is None or not user:
        raise Refused(UNAVAILABLE, "应答不是 CAS 3.0 的应答")
    said: dict[str, list[str]] = {}
    for attribute in success.iterfind(f"{NAMESPACE}attributes/{NAMESPACE}*"):
        name = attribute.tag.removeprefix(NAMESPACE)
        said.setdefault(name, []).append((attribute.text or "").strip())
    return {**said, "user": [user]}


def _server(provider: Provider) -> str:
    return str(provider.settings.server_url).rstrip("/")
