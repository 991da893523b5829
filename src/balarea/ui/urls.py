from django.urls import path

from balarea.ui import views

app_name = "ui"
urlpatterns = [
    path("peraga/komponen/", views.gallery, name="gallery"),
]
