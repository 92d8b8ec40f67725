"""The sprints room in the API, one file per noun."""

from sprints.api import forums, sprints

urlpatterns = [*sprints.urlpatterns, *forums.urlpatterns]
