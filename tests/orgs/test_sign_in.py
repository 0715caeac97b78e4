"""Signing in: what allauth would allow, and we do not."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from orgs.models import User
from tests.conftest import sign_in
from tests.factories import make_member, make_organization

pytestmark = pytest.mark.django_db


def test_nobody_gives_themselves_another_address() -> None:
    member = make_member(make_organization("alder"), "volunteer")
    answer = sign_in(member).post("/accounts/email/", {"action_add": "", "email": "director@cedar.example"})
    assert "comes with your invitation" in answer.content.decode()
    assert not EmailAddress.objects.filter(email="director@cedar.example").exists()
    assert not User.objects.filter(email="director@cedar.example").exists()


def test_mail_names_the_product_and_never_the_host_that_was_asked() -> None:
    member = make_member(make_organization("alder"), "volunteer")
    Client().post("/accounts/login/code/", {"email": member.email}, headers={"host": "localhost"})
    (message,) = mail.outbox
    body = str(message.body)
    assert "Commonlist" in body
    assert "localhost" not in body
