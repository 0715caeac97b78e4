"""The four spreadsheets that nobody here wrote, with exact numbers."""

import os

import pytest

from orgs.models import Organization
from orgs.rules.statements import Basis, Statement
from tests.factories import make_organization
from tests.orgs.imports.sheets import NPSP, import_sheet, rows_of

STATED = Statement({channel: Basis("the membership form", "2024-01-01") for channel in ("email", "phone")})
FILES = ("river-alliance.csv", "clean-air-coop.xlsx", "vecinos-unidos.csv", "transit-now.csv")


@pytest.mark.parametrize("file", FILES)
def test_x(db: None, file: str) -> None:
    o = make_organization("alder")
    r = import_sheet(o, NPSP / file, STATED)
    print(file, r)
    print(rows_of(r))
    r = import_sheet(o, NPSP / file, STATED)
    print(rows_of(r), r)
