"""A column for sealed texts. The rotation of keys finds every such column of every room by itself."""

from typing import Any

from django.db import models


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Holds what `seal(text, purpose)` returned, or the empty text. Anything else is refused before it is written."""

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """What a migration writes down."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        """The value for the database; raises ValueError for a secret in the clear."""
        value = super().get_prep_value(value)
        if value and not str(value).startswith("ty1."):
            raise ValueError(f"{self.model.__name__}.{self.attname} takes only what seal(…, {self.purpose!r}) returned")
        return value
