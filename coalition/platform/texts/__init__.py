"""Text messages: one function to send, one provider at a time, chosen by the settings.

Sending raises ``handover.NotTaken``, ``Refused`` or ``Uncertain``; whoever calls passes the contact gate first, unless
the text answers the person's own request.
"""

from coalition.platform.texts.inbound import Inbound, NotFromProvider
from coalition.platform.texts.sending import read_inbound, send_text, texts_available, texts_provider

__all__ = ["Inbound", "NotFromProvider", "read_inbound", "send_text", "texts_available", "texts_provider"]
