from django.urls import path

from balarea.ui import views

app_name = "ui"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("peraga/komponen/", views.gallery, name="gallery"),
]
