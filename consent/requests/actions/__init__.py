"""Every change to requests."""
