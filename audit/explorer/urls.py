from django.urls import path

from audit.explorer.views import events

app_name = "explorer"
urlpatterns = [
    path("", events.event_list, name="event-list"),
    path("events.csv", events.event_export, name="event-export"),
]
