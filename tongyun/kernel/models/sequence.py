"""Number sequences for what people read aloud: INC-20261121-0001."""

from django.db import models


class Sequence(models.Model):
    """The last number given out under a name."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.BigIntegerField(default=0)
