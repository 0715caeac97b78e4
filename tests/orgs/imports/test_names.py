"""A yes that a list brings speaks of the one in its row."""

from pathlib import Path

import pytest

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.queries.decisions import decide_many
from orgs.models import Organization
from orgs.rules.statements import Basis, Statement
from tests.factories import make_organization, subject_of
from tests.orgs.imports.sheets import import_text

HOME = "home@post.example"
AGREED = Statement({"email": Basis("form")})


@pytest.fixture
def alder(db: None) -> Organization:
    return make_organization("alder")


def written_to(organization: Organization) -> dict[str, str]:
    """Why each of the household may, or may not, be written to."""
    own = system_actor(organization_id=organization.pk)
    home = subject_of(ContactKind.EMAIL, HOME)
    names = ["Ana", "Luis"]
    with acting(own):
        found = decide_many(
            actor=own, people=[(0, home), (1, home)], purpose="contact", channel="email",
            household={(number, home): name for number, name in enumerate(names)},
        )  # fmt: skip
    return {name: found[number].reason for number, name in enumerate(names)}


def sheet(*names: str) -> str:
    return "First name,E-mail\n" + "".join(f"{name},{HOME}\n" for name in names)


def test_run_import_of_a_yes_speaks_of_the_one_in_the_row(alder: Organization, tmp_path: Path) -> None:
    first = import_text(alder, tmp_path, sheet("Ana"), AGREED)
    import_text(alder, tmp_path, sheet("Luis"))

    assert first["consent"]["events"] == 1
    assert written_to(alder) == {"Ana": "consent", "Luis": "not_asked"}


def test_run_import_writes_a_yes_for_each_of_a_household_once(alder: Organization, tmp_path: Path) -> None:
    events = [import_text(alder, tmp_path, sheet("Ana", "Luis"), AGREED)["consent"]["events"] for _ in range(2)]

    assert events == [2, 0]
    assert written_to(alder) == {"Ana": "consent", "Luis": "consent"}
