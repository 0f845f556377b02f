"""What changed, told to open pages while it happens (server-sent events)."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from ..contracts import Actor
from ..services.context import current_actor
from ..services.live import live_topics
from ..services.live_hub import hub
from ..services.permissions import allows
from .security import SIGNED_IN, guarded

router = Router(tags=["kernel"])

STREAM = {
    "responses": {
        200: {
            "description": "事件流：每个事件只说明哪一类内容变了（notification、ticket、incident…），内容请再查接口",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    }
}


@router.get("/live", **guarded(SIGNED_IN, waits=True, document=STREAM))
async def live(request: HttpRequest) -> StreamingHttpResponse:
    """Hints that something changed, as server-sent events; the stream ends after five minutes and is opened again."""
    actor = current_actor()
    topics = await sync_to_async(_topics)(actor)
    response = StreamingHttpResponse(hub.stream(actor.id, topics), content_type="text/event-stream; charset=utf-8")
    # A proxy that gathers an answer before passing it on would gather for ever.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _topics(actor: Actor) -> frozenset[str]:
    return frozenset(topic.key for topic in live_topics if allows(topic.permission, actor))
