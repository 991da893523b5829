"""Every address of the mall; each app has its own `urls.py`."""

from django.urls import include, path

from balarea.config import views
from balarea.config.api import api

handler404 = "balarea.config.views.page_not_found"
handler500 = "balarea.config.views.server_error"
urlpatterns = [
    path("api/v1/", api.urls),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    # Before applications, which take any word after /petugas/loket/ for a reference.
    path("", include("balarea.visits.urls")),
    # Matched from the top: the most requested stand there.
    path("", include("balarea.applications.urls")),
    path("", include("balarea.ui.urls")),
    path("", include("balarea.people.urls")),
    path("", include("balarea.catalogue.urls")),
    path("", include("balarea.documents.urls")),
    path("", include("balarea.payments.urls")),
    path("", include("balarea.notices.urls")),
    path("", include("balarea.transparency.urls")),
    path("", include("balarea.demo.urls")),
]
