"""What was said by one identifier of a record is taken back by who has proven that one, not by another alone."""

import pytest
from django.test import Client

from coalition.platform.tenancy import acting
from consent.ledger.queries.decisions import explain
from tests.consent.ledger.world import agree, claim
from tests.consent.portal.visits import PHONE, Town, prove, proven

pytestmark = pytest.mark.django_db
CHECK = "/p/me/check/"


@pytest.fixture
def by_phone(town: Town) -> Client:
    """Whoever has the number of the record."""
    return proven(town.phone, PHONE, "phone")


def reason(town: Town) -> str:
    return claim(town.at_alder, town.phone, [town.email], hold=False).reason


@pytest.mark.parametrize(
    ("no", "yes", "stands"),
    [
        ({"choice-{}-phone": "no"}, {"choice-{}-phone": "yes"}, "withdrawn"),
        ({"stop": "all"}, {"choice-{}-phone": "yes"}, "withdrawn"),
        ({"pause": "3", "pause-whom": "{}"}, {"resume": "{}"}, "paused"),
        ({"pause": "3", "pause-whom": "all"}, {"resume": "all"}, "paused"),
        ({"block": "all"}, {"unblock": "all"}, "do_not_contact"),
    ],
)
def test_a_no_by_the_number_is_taken_back_only_with_the_number(
    town: Town, ana: Client, by_phone: Client, no: dict[str, str], yes: dict[str, str], stands: str
) -> None:
    no, yes = ({name.format(town.alder.pk): value.format(town.alder.pk) for name, value in each.items()}
               for each in (no, yes))  # fmt: skip
    by_phone.post(CHECK, no)
    assert reason(town) == stands

    answer = ana.post(CHECK, yes, follow=True)
    assert answer.redirect_chain == [("/p/me/proof/", 302)]
    assert "Prove that it is yours" in answer.content.decode()
    assert reason(town) == stands

    prove(ana, town.phone)
    ana.post(CHECK, yes)
    assert reason(town) == "consent"


def test_the_number_itself_takes_back_what_it_said(town: Town, by_phone: Client) -> None:
    by_phone.post(CHECK, {"stop": "all"})
    by_phone.post(CHECK, {f"choice-{town.alder.pk}-phone": "yes"})
    assert reason(town) == "consent"


def test_a_no_by_the_number_about_one_channel_leaves_the_others_to_the_address(
    town: Town, ana: Client, by_phone: Client
) -> None:
    agree(town.at_alder, [town.phone], channel="sms")
    by_phone.post(CHECK, {f"choice-{town.alder.pk}-sms": "no"})
    ana.post(CHECK, {f"choice-{town.alder.pk}-phone": "no"})

    ana.post(CHECK, {f"choice-{town.alder.pk}-phone": "yes"})

    assert reason(town) == "consent"


def test_a_no_beside_such_a_yes_is_written_without_a_proof(town: Town, ana: Client, by_phone: Client) -> None:
    agree(town.at_birch, [town.email], channel="email")
    by_phone.post(CHECK, {f"choice-{town.alder.pk}-phone": "no"})

    ana.post(CHECK, {f"choice-{town.alder.pk}-phone": "yes", f"choice-{town.birch.pk}-email": "no"})

    assert reason(town) == "withdrawn"
    with acting(town.at_birch):
        (answer,) = explain(actor=town.at_birch, subject_ids=[town.email], channels=["email"])
    assert answer.reason == "withdrawn"
