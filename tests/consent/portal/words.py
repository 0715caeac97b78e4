"""What a person reads on a page."""

import re


def text(page: bytes) -> str:
    """The page without its tags, white space as single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))
