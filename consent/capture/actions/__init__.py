"""The only writers of the forms."""
