"""Pages of the forms: of their makers, and of the public."""
