"""A face: the constituent's portal, ``/p/``.

Owns: portal tokens and sessions, and the pages where a person sees and changes everything about themselves.
Does not own: what it shows; every fact comes from a floor below.
May import: every floor.
"""
