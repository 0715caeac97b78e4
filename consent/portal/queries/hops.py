"""From one identifier to the person's others: one hop over the records that hold it."""

from coalition.platform.tenancy import Actor, acting, owned
from consent.ledger.queries.own import attempts_of, holdings_of
from orgs.models import ContactPoint


def holders_of(actor: Actor) -> list[int]:
    """The organizations that hold the actor's identifiers, each once."""
    with acting(actor):
        return list(dict.fromkeys(holding.holder_id for holding in holdings_of(actor)))


def beside(own: Actor, subject_id: int) -> set[int]:
    """The identifiers on the acting organization's records that have this one, itself among them."""
    points = owned(ContactPoint.objects.all(), own)
    people = points.filter(subject_id=subject_id).values("constituent_id")
    return set(points.filter(constituent_id__in=people).values_list("subject_id", flat=True))


def last_texted_by(actor: Actor) -> int | None:
    """The organization whose text went last to the person's number, as far as anybody knows."""
    with acting(actor):
        texts = attempts_of(actor).filter(channel="sms", state__in=["sent", "uncertain", "claimed"])
        return texts.values_list("acting_organization", flat=True).first()
