from django.urls import URLPattern, URLResolver, path

from balarea.transparency import views
from balarea.transparency.publishing import log_serving

app_name = "transparency"
urlpatterns: list[URLPattern | URLResolver] = [
    path("transparansi/", views.log, name="log"),
    path("transparansi/entri.csv", views.entries_csv, name="entries_csv"),
    path("transparansi/entri/<uuid:entry>/", views.entry, name="entry"),
    path(
        "transparansi/entri/<uuid:entry>/bukti.tlog-proof",
        views.entry_proof,
        name="entry_proof",
    ),
    path("transparansi/kunci.txt", views.log_keys, name="log_keys"),
    path("transparansi/saksi/", views.witness_guide, name="witness_guide"),
    # Answered by a middleware before these are looked up; named for links and tests.
    path("transparansi/log/checkpoint", log_serving.checkpoint, name="log_checkpoint"),
    path("transparansi/log/tile/<path:path>", log_serving.tile, name="log_tile"),
]
