"""Pure computations on consent: no database, no clock."""
