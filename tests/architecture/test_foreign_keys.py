"""The system check on foreign keys: it passes on our models, and finds a key that points up."""

import pytest
from django.apps import apps
from django.db import models

from tongyun.kernel.models import User
from tongyun.project.checks import relations_point_down


def test_all_relations_point_down() -> None:
    assert relations_point_down(None) == []


@pytest.fixture
def bad_model():
    class Bad(models.Model):
        item = models.ForeignKey("inventory.Item", on_delete=models.CASCADE)

        class Meta:
            app_label = "kernel"

    yield Bad
    del apps.all_models["kernel"]["bad"]
    apps.clear_cache()


def test_a_key_that_points_up_is_found(bad_model) -> None:
    found = {problem.id for problem in relations_point_down(None)}
    assert found == {"tongyun.E001", "tongyun.E002"}
    assert User._meta.app_label == "kernel"
