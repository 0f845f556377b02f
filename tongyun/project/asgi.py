"""The web application: the API by Django, the UI's files beside it, a limit on bodies before both."""

import os
from pathlib import Path
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongyun.project.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402 - only after Django is set up

from tongyun.kernel.services.calling import log as call_log  # noqa: E402
from tongyun.kernel.services.live_hub import hub  # noqa: E402

from .asgi_types import Application  # noqa: E402
from .body_limit import BodyLimit  # noqa: E402
from .request_threads import InThreads, RequestThreads, share_of  # noqa: E402
from .ui_files import UiFiles  # noqa: E402
from .upload_limit import limit_of  # noqa: E402

UI_FOLDER = Path(__file__).resolve().parents[2] / "web" / "dist"

threads = RequestThreads(share_of(settings.TONGYUN.web_processes))
pages = UiFiles(cast(Application, django_application), UI_FOLDER)
limit = limit_of(settings.TONGYUN.max_body_bytes, settings.TONGYUN.max_upload_bytes)
application = InThreads(BodyLimit(pages, limit), threads)

__all__ = ["application", "call_log", "hub", "threads"]
