"""What a text that comes back means: English and Spanish, with or without accents, capitals and punctuation."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["stop", "start", "help", "words"]

STOP = frozenset({
    "stop", "unsubscribe", "end", "quit", "cancel", "remove", "optout", "opt out", "stop texting", "no more", "revoke",
    "baja", "alto", "parar", "pare", "paren", "basta", "cancelar", "no mas", "dar de baja", "darme de baja", "detener",
    "no mas mensajes", "no more messages", "stop messages", "quitar",
})  # fmt: skip
STOP_ALL = frozenset({"stopall", "bajatodo", "altotodo", "unsubscribeall", "cancelall"})
START = frozenset({"start", "unstop", "alta", "restart", "subscribe", "suscribir", "suscribirme", "reanudar"})
HELP = frozenset({"help", "info", "ayuda", "informacion"})
EVERYBODY = frozenset({"all", "everyone", "everybody", "todo", "todos", "toda", "todas", "everything"})
POLITE = frozenset({"please", "pls", "plz", "thanks", "thank you", "por favor", "porfavor", "gracias", "now", "ya"})
SPANISH = frozenset({
    "baja", "alto", "parar", "pare", "paren", "basta", "cancelar", "no mas", "dar de baja", "darme de baja", "detener",
    "no mas mensajes", "quitar", "bajatodo", "altotodo", "alta", "suscribir", "suscribirme", "reanudar", "ayuda",
    "informacion",
})  # fmt: skip
_SPANISH_WORDS = re.compile(
    r"\b(hola|gracias|por ?favor|quien(es)?|quiero|mensajes?|numero|no me|me doy|dej(e|en|a|ad)|escrib(a|an|ir|irme)|"
    r"manden|llamen|soy|usted(es)?|que|como)\b"
)
_MAYBE = re.compile(
    r"\b(stop\w*|unsubscri\w*|remove|opt ?out|do ?n ?t (text|write|contact|message)|leave me|no more|baja|alto|parar|"
    r"paren?|basta|cancel\w*|no mas|dej(e|en|a|ad) de|no me (escriban?|manden|contacten))\b"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """``everybody``: the stop is meant for all. ``maybe_stop``: words that sound like one; ``language`` if it shows."""

    kind: Kind
    everybody: bool = False
    maybe_stop: bool = False
    language: str = ""


def read_reply(body: str) -> Reply:
    """What the text means. Only a keyword, alone or politely, acts by itself; anything else is for somebody to read."""
    plain = _plain(body)
    keyword = any(re.search(rf"\b{re.escape(word)}\b", plain) for word in SPANISH)
    language = "es" if keyword or _SPANISH_WORDS.search(plain) or set(body) & set("¿¡ñÑ") else ""
    words = _without(plain, POLITE)
    if words in STOP_ALL:
        return Reply("stop", everybody=True, language=language)
    core = _without(words, EVERYBODY | {"a", "de", "from", "for", "to", "para"})
    if core in STOP:
        return Reply("stop", everybody=bool(EVERYBODY & set(words.split())), language=language)
    if words in START:
        return Reply("start", language=language)
    if words in HELP:
        return Reply("help", language=language)
    return Reply("words", maybe_stop=bool(_MAYBE.search(plain)), language=language)


def _plain(body: str) -> str:
    decomposed = unicodedata.normalize("NFKD", body.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w\s]|_", " ", letters).split())


def _without(text: str, fillers: frozenset[str]) -> str:
    """The text without fillers at its ends; the text itself when nothing else would be left."""
    before = ""
    while text != before:
        before = text
        for filler in fillers:
            if text.startswith(f"{filler} "):
                text = text[len(filler) + 1 :]
            if text.endswith(f" {filler}"):
                text = text[: -len(filler) - 1]
    return text
