"""`tongyun administrators`: who the three administrators are, and a one-time link where a seat has nobody left."""

from tongyun.project.cli.django_setup import setup

setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import transaction  # noqa: E402

from tongyun.kernel.contracts import Ref  # noqa: E402
from tongyun.kernel.models import SetupLink  # noqa: E402
from tongyun.kernel.services import setup as setting_up  # noqa: E402
from tongyun.kernel.services.audit import audit  # noqa: E402


def administrators(seat: str | None) -> int:
    """Print the holders of each seat; with a seat, print a new link for it if nobody there can sign in (else 2)."""
    found = setting_up.seats()
    titles = dict(SetupLink.Seat.choices)
    if seat is None:
        for key, users in found.items():
            print(f"{titles[key]}：{'、'.join(str(user) for user in users) or '空缺'}")
        return 0
    if found[seat]:
        print(f"{titles[seat]}已有{'、'.join(str(user) for user in found[seat])}，请由其本人增补。")
        return 2
    with transaction.atomic():
        token = setting_up.new_setup_token(seat)
        audit("administrator.invited", Ref("seat", seat, titles[seat]), None, {"seat": seat, "from": "server"})
    suffix = "" if seat == setting_up.FIRST and setting_up.setup_required() else f"&seat={seat}"
    print(f"{settings.TONGYUN.public_url}/setup?token={token}{suffix}")
    return 0
