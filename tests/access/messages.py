"""Messages of an organization in the world of the matrix: a draft, one that was sent, and a reply."""

from typing import Any

from django.conf import settings

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.messages import Words, save_message
from orgs.actions.replies import receive_reply
from orgs.models import MessageRecipient, Organization, Reply, User
from orgs.rules.unsubscribe import StopLink, make_token
from tests.factories import NOW, actor_of


def make_messages(owner: Organization, user: User, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of the draft, the reply, and the token of a stop link."""
    actor, own = actor_of(user, owner), system_actor(organization_id=owner.pk)
    words = Words("sms", "en", "", f"{canary} message")
    with acting(actor):
        draft = save_message(actor=actor, now=NOW, words=words, segment_id=ids["segment"])
        sent = save_message(actor=actor, now=NOW, words=words, person_id=ids["person"])
        sent.state = "done"
        sent.save()
        MessageRecipient.objects.create(
            organization=owner, message=sent, constituent_id=ids["person"], contact_point_id=ids["point"], state="sent"
        )
    with acting(own):
        receive_reply(
            actor=own, now=NOW, subject_id=ids["subject"], words=f"{canary} reply", reference=canary, maybe_stop=True
        )
        reply = Reply.objects.get(organization=owner)
    link = StopLink(ids["subject"], owner.pk, "sms")
    return {"message": draft.pk, "reply": reply.pk, "stop_link": make_token(settings.ROOT_KEY, link)}
