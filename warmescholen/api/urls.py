"""Addresses of the API, those of each room gathered under the programme."""

from django.urls import include, path, re_path

from warmescholen.api import views

ROOMS = ("networks.api", "schools.api", "indicators.api", "sprints.api", "reports.api")

urlpatterns = [
    path("docs/", views.docs, name="api_docs"),
    path("v1/schema/", views.schema, name="api_schema"),
    *(path("v1/<slug:programme>/", include(room)) for room in ROOMS),
    re_path(r"", views.unknown, name="api_unknown"),
]
