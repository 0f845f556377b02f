"""Scripts that may be run, as packs bring them."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class JobTemplate(models.Model):
    """A script with typed parameters. Parameters reach it as environment variables only, never inside its text."""

    class Interpreter(models.TextChoices):
        """What runs the script."""

        SH = "sh", "POSIX sh"
        PYTHON3 = "python3", "Python 3"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    pack = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    script = models.TextField()
    interpreter = models.CharField(max_length=10, choices=Interpreter.choices)
    parameters = models.JSONField(default=dict)
    timeout_s = models.PositiveIntegerField()
    target_type = models.CharField(max_length=80)
    dangerous = models.BooleanField(default=False)
    enabled = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)

    def __str__(self) -> str:
        return f"{self.title}({self.key})"
