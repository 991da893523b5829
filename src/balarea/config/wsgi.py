import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.config.settings")
django.setup(set_prefix=False)

from balarea.config.utf8_request import Utf8Handler  # noqa: E402 - needs settings

application = Utf8Handler()
