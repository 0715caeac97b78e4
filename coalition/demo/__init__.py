"""The roof: the demo coalition.

Owns: a seeded generator of plausible people and the command that fills the demo through ordinary actions.
May import: every floor.
"""
