"""Routes of the agent protocol. All of them take the agent's bearer token."""

import gzip
import io
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import ValidationError

from tongyun.inventory.contracts import HostFacts, ServiceFacts
from tongyun.kernel.contracts import FieldError, Invalid, NotFound, TooLarge
from tongyun.kernel.facade import current_actor, guarded
from tongyun.kernel.facade import public as anyone

from ..contracts import agent_work
from ..models import Agent
from ..services.reports import Report, receive
from ..services.work_bell import bell
from . import schemas

router = Router(tags=["agent"])

MAX_WAIT_S = 60.0
PROGRAM = Path(__file__).resolve().parents[3] / "agent" / "tongyun_agent.py"
REPORT_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


@router.post("/agent/report", response=schemas.ReceiptOut, **guarded("agent", document=REPORT_BODY))
def report(request: HttpRequest) -> dict[str, Any]:
    """Samples, host facts and listening services of one moment. The body may be gzip-compressed."""
    try:
        body = schemas.ReportIn.model_validate_json(_body_of(request))
    except ValidationError as error:
        fields = [
            FieldError("/" + "/".join(str(part) for part in entry["loc"]), entry["msg"])
            for entry in error.errors(include_url=False)[:20]
        ]
        raise Invalid("invalid_report", "上报内容不符合协议，未保存任何内容。", fields) from error
    return asdict(receive(UUID(current_actor().id), _report_of(body)))


@router.get("/agent/work", response={200: schemas.WorkOut, 204: None}, **guarded("agent", waits=True, refuses=(404,)))
async def work(request: HttpRequest, wait: float = 0.0) -> Any:
    """Long poll: answers as soon as there is work, or 204 after `wait` seconds."""
    agent = await _agent_async()
    if await bell.wait(agent, max(0.0, min(wait, MAX_WAIT_S))):
        items = await _take(agent)
        if items:
            return Status(200, {"work": items})
    return Status(204, None)


@router.post("/agent/work/{work_id}/output", response=schemas.OutputOut, **guarded("agent"))
def output(request: HttpRequest, work_id: UUID, body: schemas.OutputIn) -> dict[str, Any]:
    """A piece of output while the script runs."""
    return agent_work.get().output(_agent(), work_id, body.token, body.offset, body.data)


@router.post("/agent/work/{work_id}/result", response={204: None}, **guarded("agent"))
def result(request: HttpRequest, work_id: UUID, body: schemas.ResultIn) -> Status[None]:
    """The end of a work item."""
    agent_work.get().result(
        _agent(),
        work_id,
        body.token,
        exit_code=body.exit_code,
        error=body.error,
        started_at=body.started_at,
        finished_at=body.finished_at,
        output_bytes=body.output_bytes,
    )
    return Status(204, None)


@router.get("/agent/program", **anyone())
def program(request: HttpRequest) -> HttpResponse:
    """The agent itself: one Python file."""
    return HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python")


def _body_of(request: HttpRequest) -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding == "identity":
        return request.body
    if encoding != "gzip":
        raise Invalid("encoding", f"不支持的 Content-Encoding：{encoding[:40]}，只支持 gzip。")
    limit = settings.TONGYUN.max_body_bytes
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(request.body)) as stream:
            body = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Invalid("encoding", "gzip 内容已损坏。") from error
    if len(body) > limit:
        raise TooLarge("too_large", f"解压后超过 {limit >> 20} MiB 的上限。")
    return body


def _report_of(body: schemas.ReportIn) -> Report:
    return Report(
        machine=body.agent.id,
        version=body.agent.version,
        interval_s=body.agent.interval_s,
        sent_at=body.sent_at,
        samples=body.samples,
        host=_host_of(body.host) if body.host else None,
        services=None if body.services is None else [_service_of(service) for service in body.services],
    )


def _host_of(host: schemas.HostIn) -> HostFacts:
    facts = host.model_dump()
    facts["addresses"] = tuple(entry.address for entry in host.addresses)
    facts["macs"] = tuple(host.macs)
    return HostFacts(**facts)


def _service_of(service: schemas.ServiceIn) -> ServiceFacts:
    facts = service.model_dump()
    facts["cmdline"] = tuple(service.cmdline)
    facts["ports"] = tuple((port.proto, port.address, port.port) for port in service.ports)
    return ServiceFacts(**facts)


def _agent() -> UUID:
    agent = Agent.objects.filter(token_id=UUID(current_actor().id)).values_list("id", flat=True).first()
    if agent is None:
        raise NotFound("no_agent", "此代理尚未上报过。")
    return agent


async def _agent_async() -> UUID:
    agent = await Agent.objects.filter(token_id=UUID(current_actor().id)).values_list("id", flat=True).afirst()
    if agent is None:
        raise NotFound("no_agent", "此代理尚未上报过。")
    return agent


async def _take(agent: UUID) -> list[dict[str, Any]]:
    return await sync_to_async(agent_work.get().take)(agent)
