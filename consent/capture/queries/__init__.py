"""Every read of the forms."""
