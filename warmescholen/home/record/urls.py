"""Addresses of the record, under `/<programme>/beheer/`."""

from django.urls import path

from warmescholen.home.record import views

urlpatterns = [
    path("geschiedenis/", views.history, name="history"),
    path("geschiedenis/export.csv", views.history_file, name="history_file"),
    path("geschiedenis/van/<slug:room>/<slug:noun>/<int:pk>/", views.object_history, name="object_history"),
    path("toegang/", views.access_log, name="access_log"),
    path("toegang/export.csv", views.access_file, name="access_file"),
]
