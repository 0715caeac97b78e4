"""The only writers of this face."""
