"""``/data-requests/``: what people ask of their data. (``/requests/`` is what coalitions ask of organizations.)"""

from django.urls import path

from consent.requests.views import certificates, handling, queue

app_name = "requests"
urlpatterns = [
    path("data-requests/", queue.request_list, name="request-list"),
    path("data-requests/waiting/", queue.task_list, name="task-list"),
    path("data-requests/new/<int:person_id>/", queue.request_enter, name="request-enter"),
    path("data-requests/<int:request_id>/", handling.request_detail, name="request-detail"),
    path("data-requests/<int:request_id>/data.json", handling.request_export, name="request-export"),
    path("data-requests/<int:request_id>/letter/", handling.request_letter, name="request-letter"),
    path("data-requests/<int:request_id>/identify/", handling.request_identify, name="request-identify"),
    path("data-requests/<int:request_id>/extend/", handling.request_extend, name="request-extend"),
    path("data-requests/<int:request_id>/draft/", handling.request_draft, name="request-draft"),
    path("data-requests/<int:request_id>/answer/", handling.request_answer, name="request-answer"),
    path("data-requests/<int:request_id>/refuse/", handling.request_refuse, name="request-refuse"),
    path("data-requests/<int:request_id>/correct/", handling.request_correct, name="request-correct"),
    path("data-requests/<int:request_id>/propose/", handling.erasure_propose, name="erasure-propose"),
    path("data-requests/<int:request_id>/cancel/", handling.erasure_cancel, name="erasure-cancel"),
    path("data-requests/<int:request_id>/approve/", handling.erasure_approve, name="erasure-approve"),
    path("deletions/<slug:certificate>/", certificates.certificate_detail, name="certificate"),
]
