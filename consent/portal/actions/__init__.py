"""The only writers of the portal."""
