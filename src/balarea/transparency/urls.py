from django.urls import URLPattern, URLResolver, path

from balarea.transparency import views

app_name = "transparency"
urlpatterns: list[URLPattern | URLResolver] = [
    path("transparansi/", views.log, name="log"),
]
