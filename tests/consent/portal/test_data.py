"""The download: everything that is held, for whoever has proven enough."""

import csv
import io
import json
import re
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from consent.portal.rules.bundle import SCHEMA
from orgs.actions.interactions import log_interaction
from orgs.models import Constituent
from tests.consent.ledger.world import agree, claim
from tests.consent.portal.visits import EMAIL, Town, call, download, make_campaign, prove

pytestmark = pytest.mark.django_db


def test_the_download_holds_everything(town: Town, ana: Client) -> None:
    own = system_actor(organization_id=town.alder.pk)
    with acting(own):
        person = Constituent.objects.get(organization=town.alder)
        log_interaction(
            actor=own, now=timezone.now(), person_id=person.pk, kind="note", summary="=HYPERLINK(1)", occurred_at=None
        )
    ana.post("/p/me/check/", {"stop": str(town.birch.pk)})
    prove(ana, town.phone)

    files = download(ana)

    assert sorted(files) == [
        "LEEME.txt", "README.txt", "choices.csv", "consent.csv", "contact_points.csv", "contacts.csv", "data.json",
        "data.schema.json", "duties.csv", "facts.csv", "interactions.csv", "money.csv", "organizations.csv",
        "passing_on.csv", "receipts.csv", "received.csv", "requests.csv",
    ]  # fmt: skip
    alder, birch = files["data.json"]["organizations"]
    assert (alder["name"], birch["name"]) == ("Alder", "Birch")
    [record] = alder["records"]
    assert record["name"] == "Ana Alvarez"
    assert {point["value"] for point in record["contact_points"]} == {EMAIL, "+1 510 555 0101"}
    assert record["interactions"][0]["summary"] == "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in files["interactions.csv"]
    assert {event["kind"] for event in files["data.json"]["consent_events"]} == {"granted", "withdrawn"}
    assert len(files["data.json"]["receipts"]) == 1
    assert {row["organization"] for row in table(files, "contact_points")} == {"Alder", "Birch"}
    assert [row["reference"] for row in table(files, "receipts")] == [files["data.json"]["receipts"][0]["reference"]]
    assert {(row["organization"], row["channel"], row["allowed"]) for row in table(files, "choices")} == {
        (name, channel, str((name, channel) == ("Alder", "phone")))
        for name in ("Alder", "Birch")
        for channel in ("phone", "sms", "email")
    }
    assert table(files, "received") == table(files, "requests") == []
    for name in ("README.txt", "LEEME.txt"):
        assert set(re.findall(r"^(\w+\.csv) ", files[name], re.M)) == {each for each in files if each.endswith("csv")}
    assert birch["records_not_shown"] == 0
    for other in ("Zoe", "Secret", "Cedar"):
        assert other not in json.dumps(files)
    with acting(own):
        assert Event.objects.filter(verb="portal.data.taken").count() == 1


def test_somebody_of_another_name_is_counted_not_told(town: Town, ana: Client) -> None:
    with acting(town.at_birch):
        Constituent.objects.filter(organization=town.birch).update(given_name="Beatriz", city="Berkeley")
    prove(ana, town.phone)

    files = download(ana)

    alder, birch = files["data.json"]["organizations"]
    assert (alder["records_not_shown"], birch["records_not_shown"]) == (0, 1)
    assert "Beatriz" not in json.dumps(files) and "Berkeley" not in json.dumps(files)


def table(files: dict[str, Any], name: str) -> list[dict[str, str]]:
    """A table of the download, which says that it is UTF-8 and has a head even when it is empty."""
    content = files[f"{name}.csv"]
    assert content.startswith("\ufeff") and content[1:].partition("\r\n")[0]
    return list(csv.DictReader(io.StringIO(content[1:])))


def test_the_download_cuts_nothing_off(town: Town, ana: Client) -> None:
    call(town, make_campaign(town.valley))
    own = system_actor(organization_id=town.cedar.pk)
    agree(own, [town.email])
    assert claim(own, town.email, hold=False).allowed
    for _ in range(3):
        ana.post("/p/me/check/", {"pause": "1", "pause-whom": "all"})
        ana.post("/p/me/check/", {"resume": "all"})
    ana.post("/p/me/requests/correct/", {"whom": str(town.alder.pk), "what": "city", "value": "Berkeley"})
    prove(ana, town.phone)

    files = download(ana)

    data = files["data.json"]
    assert [(each["channel"], each["campaign"]) for each in data["organizations"][0]["contacts"]] == [
        ("phone", "Rent Freeze")
    ]
    assert [(each["organization"], each["channel"]) for each in data["received"]] == [("Cedar", "phone")]
    assert len(data["receipts"]) == 6
    assert [(row["organization"], row["kind"]) for row in table(files, "requests")] == [("Alder", "correct")]


def test_the_schema_is_served(client: Client) -> None:
    response = client.get("/p/data/schema.json")

    assert response.content == SCHEMA.read_bytes()
    jsonschema.Draft202012Validator.check_schema(json.loads(response.content))
