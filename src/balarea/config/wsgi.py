import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.config.settings")
django.setup(set_prefix=False)

from balarea.config.asking import Handler  # noqa: E402 - first the settings

application = Handler()
