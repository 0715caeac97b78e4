"""Signatures, tokens and pauses: no database, no clock."""
