"""Pure computations of the portal."""
