"""Every read of the ledger."""
