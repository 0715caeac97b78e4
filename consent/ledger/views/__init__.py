"""Documents for machines: keys and schema of receipts."""
