"""``/forms/``: making them. ``/f/``: filling them in, by anybody."""

from django.urls import path

from consent.capture.views import editing, forms, public, signing

app_name = "capture"
urlpatterns = [
    path("forms/", forms.form_list, name="form-list"),
    path("forms/new/", editing.form_create, name="form-create"),
    path("forms/offer/<int:campaign_id>/", forms.opt_in_offer, name="opt-in-offer"),
    path("forms/<int:form_id>/", forms.form_detail, name="form-detail"),
    path("forms/<int:form_id>/change/", editing.form_change, name="form-change"),
    path("forms/<int:form_id>/preview/", forms.form_preview, name="form-preview"),
    path("forms/<int:form_id>/code.svg", forms.form_qr_code, name="form-qr-code"),
    path("forms/<int:form_id>/publish/", editing.form_publish, name="form-publish"),
    path("forms/<int:form_id>/close/", editing.form_close, name="form-close"),
    path("f/<slug:slug>/", public.sign_up, name="sign-up"),
    path("f/<slug:slug>/frame/", public.frame, name="frame"),
    path("f/<slug:slug>/submit/", public.submit, name="submit"),
    path("f/<slug:slug>/sent/", signing.sent, name="sent"),
    path("f/<slug:slug>/code/<uuid:sign_up_id>/", signing.code, name="code"),
    path("f/<slug:slug>/confirm/<str:token>/", signing.confirm, name="confirm"),
]
