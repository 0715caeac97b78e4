"""A second reading of the rule, naive and on its own: it shares no code, type or generator with the rule and its tests.

An event is a plain dictionary as the table has it; times are whole hours, keys and organizations small numbers. It
answers by asking, for every event by itself, whether that one forbids or allows; nothing is folded or sorted.
"""

import random
from typing import Any

Event = dict[str, Any]
Question = dict[str, Any]

NO = ("refused", "withdrawn", "objected")
KINDS = (
    *NO, "granted", "paused", "resumed", "do_not_contact", "do_not_contact_lifted", "deceased", "deceased_lifted",
    "bounced", "bounced_lifted", "complained", "complained_lifted", "minor", "minor_lifted",
)  # fmt: skip
TOPICS = (
    ("granted", "granted", "withdrawn", "refused"),
    ("granted", "granted", "objected"),
    ("granted", "granted", "minor", "minor"),
    ("granted", "minor", "minor", "minor_lifted", "refused"),
    ("granted", "paused", "resumed"),
    ("granted", "bounced", "bounced_lifted", "complained", "complained_lifted"),
    ("granted", "deceased", "deceased_lifted", "do_not_contact", "do_not_contact_lifted"),
    KINDS,
)


def random_ledger(dice: random.Random, keys: int = 2, most: int = 8) -> list[Event]:
    """Up to ``most`` events of one person."""
    kinds = dice.choice(TOPICS)
    ledger = [_random_event(dice, keys, kinds) for _ in range(dice.randint(0, most))]
    if dice.random() < 0.7:  # so that events meet
        one = {"coalition": None, "campaign": None, "purpose": "contact", "channel": "phone", "named": None}
        ledger = [{**e, **one, "organization": 1} for e in ledger]
    return ledger


def _random_event(dice: random.Random, keys: int, kinds: tuple[str, ...]) -> Event:
    kind = dice.choice(kinds) if dice.random() < 0.8 else dice.choice(KINDS)
    yes = kind == "granted"
    organization, coalition = dice.choice((1, 1, 2, None)), dice.choice((None, None, None, 1))
    if yes and organization is None and coalition is None:
        organization = 1
    ends = kind == "paused" or (kind in ("granted", "minor") and dice.random() < 0.6)
    return {
        "id": f"{dice.getrandbits(128):032x}",
        "key": dice.randrange(keys),
        "kind": kind,
        "said": dice.randrange(8),
        "written": dice.randrange(8),
        "until": dice.randrange(16) if ends else None,
        "organization": organization,
        "coalition": coalition,
        "campaign": dice.choice((None, None, None, 7, 8)),
        "purpose": dice.choice(("contact", "contact", "share") if yes else ("", "contact", "share")),
        "channel": dice.choice(("phone", "phone", "email") if yes else ("", "phone", "email")),
        "who": dice.choice(("person", "person", "guardian", "guardian", "staff", "import", "system")),
        "grade": dice.choice((0, 1, 2, 3, 3, 4, 4)),
        "right": dice.choice(("", "parent", "parent")),
        "source": dice.choice((None, 1, 2)),
        "named": dice.choice((None, None, None, "ana", "luis")),
    }


def random_question(dice: random.Random, keys: int = 2, *, late: bool = False) -> Question:
    """Who asks, for what, when, knowing what; and which keys the person shares. ``late``: when all is known."""
    now = {"purpose": "contact", "channel": "phone", "organization": 1, "at": 8, "known": 8} if late else {}
    return {
        "purpose": dice.choice(("contact", "contact", "share")),
        "channel": dice.choice(("phone", "phone", "email")),
        "organization": dice.choice((1, 1, 1, 2, None)),
        "coalition": dice.choice((None, None, 1)),
        "campaign": dice.choice((None, 7)),
        "least": dice.choice((0, 1, 1, 2, 3, 4)),
        "at": dice.randrange(9),
        "known": dice.choice((8, 8, dice.randrange(9))),
        "names": [dice.choice((None,) * 8 + ("ana", "luis")) for _ in range(keys)],
        **now,
    }


def answer(ledger: list[Event], asked: Question) -> str:
    """``consent`` when it is allowed, else why not."""
    known = [e for e in ledger if e["written"] <= asked["known"] and _since(e) <= asked["at"]]
    for kind in ("deceased", "do_not_contact"):
        if any(_blocks(e, kind, known, asked) for e in known):
            return kind
    children = [e for e in known if _blocks(e, "minor", known, asked)]
    now_children = [e for e in children if e["until"] is None or e["until"] > asked["at"]]
    if now_children and asked["purpose"] == "share":
        return "minor"
    for kind in ("complained", "bounced"):
        if any(_blocks(e, kind, known, asked) for e in known):
            return kind
    if any(_is_pause(e, known, asked) for e in known):
        return "paused"
    yes = [e for e in known if _is_yes(e, children, asked)]
    noes = [e for e in known if e["kind"] in NO and _speaks(e, asked)]
    own_yes = [_since(e) for e in yes if _own_word(e)]
    standing = [e for e in noes if not any(_since(e) < moment for moment in own_yes)]
    if standing:
        latest = max(standing, key=lambda e: (_since(e), e["written"], e["id"]))
        return str(latest["kind"])
    if now_children and not yes:
        return "minor"
    good = [e for e in yes if all(_since(e) > _since(no) for no in noes)]
    if not good:
        return "not_asked"
    least = max(asked["least"], 2 if asked["purpose"] == "share" else 1)
    return "consent" if any(e["grade"] >= least for e in good) else "evidence"


def _since(e: Event) -> int:
    late = e["kind"] in ("granted", "resumed") or e["kind"][-7:] == "_lifted"
    return max(e["said"], e["written"]) if late else int(e["said"])


def _own_word(e: Event) -> bool:
    return e["who"] in ("person", "guardian") and e["grade"] > 2


def _blocks(e: Event, kind: str, known: list[Event], asked: Question) -> bool:
    by_channel = kind in ("complained", "bounced")
    if e["kind"] != kind or (by_channel and e["channel"] and e["channel"] != asked["channel"]):
        return False
    for other in known:
        if other["kind"] != kind + "_lifted" or _since(other) <= _since(e):
            continue
        if by_channel and other["channel"] and other["channel"] != asked["channel"]:
            continue
        own_report = other["source"] is not None and other["source"] == e["source"] and other["key"] == e["key"]
        if _own_word(other) or (
            kind in ("deceased", "bounced", "minor") and own_report and other["who"] in ("staff", "system")
        ):
            return False
    return True


def _speaks(e: Event, asked: Question) -> bool:
    return all(
        not e[part] or e[part] == asked[part]
        for part in ("purpose", "channel", "organization", "coalition", "campaign")
    )


def _is_pause(e: Event, known: list[Event], asked: Question) -> bool:
    if e["kind"] != "paused" or not _speaks(e, asked) or e["until"] <= asked["at"]:
        return False
    return not any(
        other["kind"] == "resumed" and _own_word(other) and _speaks(other, asked) and _since(other) > _since(e)
        for other in known
    )


def _is_yes(e: Event, children: list[Event], asked: Question) -> bool:
    if e["kind"] != "granted" or e["purpose"] != asked["purpose"] or e["channel"] != asked["channel"]:
        return False
    if e["organization"] != asked["organization"] or e["coalition"] not in (None, asked["coalition"]):
        return False
    if e["organization"] is None and e["coalition"] is None:
        return False
    if e["campaign"] not in (None, asked["campaign"]) or (e["until"] is not None and e["until"] <= asked["at"]):
        return False
    name = asked["names"][e["key"]]
    if name is not None and e["named"] != name:
        return False
    for child in children:
        if child["until"] is not None and child["until"] <= asked["at"]:
            if _since(e) < child["until"]:
                return False  # given before they were of age
            continue
        by_right = e["who"] == "guardian" and e["right"] and e["until"] is not None
        if not by_right or (child["until"] is not None and e["until"] > child["until"]):
            return False
    return True
