from django.urls import path

from consent.propagation.api import feed
from consent.propagation.views import obligations, tasks, webhooks

app_name = "propagation"
urlpatterns = [
    path("obligations/", obligations.obligation_list, name="obligation-list"),
    path("obligations/attest/", obligations.obligation_attest, name="obligation-attest"),
    path("obligations/attest-all/", obligations.obligation_attest_all, name="obligation-attest-all"),
    path("obligations/export/", obligations.obligation_export, name="obligation-export"),
    path("obligations/waiting/", tasks.task_list, name="task-list"),
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("webhooks/add/", webhooks.webhook_add, name="webhook-add"),
    path("webhooks/<int:endpoint_id>/", webhooks.webhook_detail, name="webhook-detail"),
    path("webhooks/<int:endpoint_id>/test/", webhooks.webhook_test, name="webhook-test"),
    path("webhooks/<int:endpoint_id>/rotate/", webhooks.webhook_rotate, name="webhook-rotate"),
    path("webhooks/<int:endpoint_id>/token/", webhooks.webhook_token, name="webhook-token"),
    path("webhooks/<int:endpoint_id>/pause/", webhooks.webhook_pause, name="webhook-pause"),
    path("webhooks/<int:endpoint_id>/resume/", webhooks.webhook_resume, name="webhook-resume"),
    path("webhooks/<int:endpoint_id>/off/", webhooks.webhook_off, name="webhook-off"),
    path("webhooks/<int:endpoint_id>/replay/", webhooks.webhook_replay, name="webhook-replay"),
    path("webhooks/deliveries/<int:delivery_id>/replay/", webhooks.delivery_replay, name="delivery-replay"),
    path("api/v1/feed/", feed.feed, name="feed"),
    path("api/v1/feed/ack/", feed.acknowledge, name="feed-acknowledge"),
]
