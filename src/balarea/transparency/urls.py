from django.urls import URLPattern, URLResolver, path

from balarea.transparency import views

app_name = "transparency"
urlpatterns: list[URLPattern | URLResolver] = [
    path("transparansi/", views.log, name="log"),
    path("transparansi/entri.csv", views.entries_csv, name="entries_csv"),
    path("transparansi/entri/<uuid:entry>/", views.entry, name="entry"),
    path("transparansi/saksi/", views.witness_guide, name="witness_guide"),
]
