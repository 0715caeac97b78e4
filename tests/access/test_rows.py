"""Each wall holds for every owned table by itself, and the test would notice if one policy did not."""

import pytest
from django.db import transaction

from coalition.platform.tenancy import OwnerKind, owner_kind
from tests.access.matrix_database import (
    additions_opened,
    application_role,
    application_wall_off,
    policy_opened,
    row_security_off,
)
from tests.access.row_cells import (
    ACTORS,
    ADDED,
    OWNED,
    Model,
    addition_passes,
    leaked_rows,
    read_rows,
    writes_that_pass,
)
from tests.access.world import World

# The person behind the contact key: the application role reads no row about them, functions answer.
HIDDEN = {
    "consent_subject",
    "consent_subject_key",
    "consent_hold",
    "consent_mailbox",
    "consent_mailbox_key",
    "consent_suppression",
}
WRITABLE = [m for m in OWNED if owner_kind(m) in (OwnerKind.ORGANIZATION, OwnerKind.COALITION, OwnerKind.SHARED)]


@pytest.mark.parametrize("model", OWNED)
def test_the_database_wall_alone_holds(world: World, model: Model) -> None:
    assert {who: leaked_rows(world, model, who, application_wall_off) for who in ACTORS} == dict.fromkeys(ACTORS, 0)


@pytest.mark.parametrize(
    "model",
    [model for model in OWNED if owner_kind(model) is not OwnerKind.PARTY and model._meta.db_table not in HIDDEN],
)
def test_the_application_wall_alone_holds(world: World, model: Model) -> None:
    assert {who: leaked_rows(world, model, who, row_security_off) for who in ACTORS} == dict.fromkeys(ACTORS, 0)


@pytest.mark.parametrize("model", [model for model in OWNED if model._meta.db_table not in HIDDEN])
def test_one_reads_ones_own(world: World, model: Model) -> None:
    owner = {OwnerKind.COALITION: "coordinator", OwnerKind.SUBJECT: "subject"}.get(
        owner_kind(model) or OwnerKind.PARTY, "admin"
    )
    assert read_rows(world, model, owner, application_role) > 0


@pytest.mark.parametrize("model", WRITABLE)
def test_nobody_writes_a_strangers_row(world: World, model: Model) -> None:
    assert writes_that_pass(world, model, application_wall_off) == []


@pytest.mark.parametrize("model", [model for model in OWNED if model._meta.db_table not in HIDDEN])
def test_opening_one_policy_turns_the_matrix_red(world: World, model: Model) -> None:
    with transaction.atomic(), policy_opened(model._meta.db_table):
        assert sum(leaked_rows(world, model, who, application_wall_off) for who in ACTORS) > 0


@pytest.mark.parametrize("model", WRITABLE)
def test_opening_one_policy_lets_writes_through(world: World, model: Model) -> None:
    with transaction.atomic(), policy_opened(model._meta.db_table):
        assert writes_that_pass(world, model, application_wall_off) != []


def test_every_table_that_binds_additions_is_tried() -> None:
    assert {model._meta.db_table for model in OWNED if hasattr(model, "row_addition")} == set(ADDED)


@pytest.mark.parametrize("model", [model for model in OWNED if model._meta.db_table in ADDED])
def test_nobody_adds_a_row_in_a_strangers_name(world: World, model: Model) -> None:
    assert not addition_passes(world, model, application_wall_off)


@pytest.mark.parametrize("model", [model for model in OWNED if model._meta.db_table in ADDED])
def test_opening_additions_is_noticed(world: World, model: Model) -> None:
    with transaction.atomic(), additions_opened(model._meta.db_table):
        assert addition_passes(world, model, application_wall_off)
