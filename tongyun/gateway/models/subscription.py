"""Who outside wants to hear of what."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now
from tongyun.kernel.facade import SealedField

#: What the signing secret is sealed for.
SECRET_PURPOSE = "gateway.subscription"


class Subscription(models.Model):
    """Facts of these topics are posted to an address, signed with a secret that both sides know."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    url = models.CharField(max_length=500)
    topics = models.JSONField(default=list)
    secret = SealedField(purpose=SECRET_PURPOSE)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=utc_now)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
