"""The audit log (``audit.log``, floor 1) and the pages that read it (``audit.explorer``, a face)."""
