from django.urls import URLPattern

app_name = "propagation"
urlpatterns: list[URLPattern] = []
