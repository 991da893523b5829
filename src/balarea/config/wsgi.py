import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.config.settings")

_django = get_wsgi_application()  # first: what is imported below needs its settings

from balarea.config.arriving import Arriving  # noqa: E402 - see above

application = Arriving(_django)
