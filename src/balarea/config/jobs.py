"""Where jobs are found: each room's `tasks.py`. And their failures: in the log."""

import importlib.util

from django.apps import apps
from procrastinate import App

from balarea.config import logs


def on_ready(app: App) -> None:
    """Load every room's tasks once Django is ready."""
    logs.tell_failed_tries()
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            module = f"{config.name}.tasks"
            if importlib.util.find_spec(module):
                importlib.import_module(module)
