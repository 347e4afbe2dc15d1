"""The import linter cannot see `"levels.Level"` in a string; this can."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

CONTRACT = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = [layer.split(" | ") for layer in CONTRACT["contracts"][0]["layers"]]
DEPTH = {app: depth for depth, layer in enumerate(LAYERS) for app in layer}


def test_every_app_of_ours_has_its_layer():
    ours = {
        config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
    }
    assert ours == set(DEPTH)


def test_foreign_keys_point_downwards():
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and model._meta.app_label in DEPTH
        if DEPTH.get(field.related_model._meta.app_label, len(DEPTH)) < DEPTH[model._meta.app_label]
    ]
    assert upwards == []
