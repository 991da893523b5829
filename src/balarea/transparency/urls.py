from django.urls import URLPattern, URLResolver, path

from balarea.transparency import log_serving, views

app_name = "transparency"
urlpatterns: list[URLPattern | URLResolver] = [
    path("transparansi/", views.log, name="log"),
    # Answered by a middleware before these are looked up; named for links and tests.
    path("transparansi/log/checkpoint", log_serving.checkpoint, name="log_checkpoint"),
    path("transparansi/log/tile/<path:path>", log_serving.tile, name="log_tile"),
]
