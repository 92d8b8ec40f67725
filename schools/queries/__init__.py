"""Questions of the schools room, one file per noun; `told` holds those that pages, files and the API ask alike."""

from schools.queries.told import attendance_as_told, schools_with_places, sessions_as_told, sessions_gone, with_network

__all__ = ["attendance_as_told", "schools_with_places", "sessions_as_told", "sessions_gone", "with_network"]
