"""Addresses of the schools room, below a programme. The page of one school is the roof's: it tells what all rooms know."""

from django.urls import path

from schools.views import administration, follow_ups, logging, schools, session_actions, sessions

urlpatterns = [
    path("scholen/", schools.school_list, name="schools"),
    path("scholen/nieuw/", administration.school_create, name="school_create"),
    path("scholen/groepen/nieuw/", administration.group_create, name="group_create"),
    path("scholen/<slug:key>/wijzigen/", administration.school_edit, name="school_edit"),
    path("scholen/<slug:key>/netwerk/", administration.school_place, name="school_place"),
    path("scholen/<slug:key>/stoppen/", administration.school_end, name="school_end"),
    path("sessies/", sessions.session_list, name="sessions"),
    path("sessies/loggen/", logging.session_log, name="session_log"),
    path("sessies/loggen/aanwezigheid/", logging.session_attendance, name="session_attendance"),
    path("sessies/<uuid:uuid>/", sessions.session_detail, name="session"),
    path("sessies/<uuid:uuid>/wijzigen/", logging.session_edit, name="session_edit"),
    path("sessies/<uuid:uuid>/annuleren/", session_actions.session_cancel, name="session_cancel"),
    path("sessies/<uuid:uuid>/gehouden/", session_actions.session_hold, name="session_hold"),
    path("sessies/<uuid:uuid>/nota/", session_actions.session_private_note, name="session_private_note"),
    path("sessies/<uuid:uuid>/bijlagen/", session_actions.attachment_add, name="attachment_add"),
    path("sessies/<uuid:uuid>/bijlagen/<int:pk>/", session_actions.attachment, name="attachment"),
    path("sessies/<uuid:uuid>/bijlagen/<int:pk>/verwijderen/", session_actions.attachment_remove, name="attachment_remove"),
    path("afspraken/", follow_ups.follow_up_list, name="follow_ups"),
    path("afspraken/<int:pk>/", follow_ups.follow_up_tick, name="follow_up_tick"),
]
