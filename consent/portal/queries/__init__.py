"""Every read of the portal."""
