"""The schools room in the API, one file per noun."""

from schools.api import attendance, schools, sessions

urlpatterns = [*schools.urlpatterns, *sessions.urlpatterns, *attendance.urlpatterns]
