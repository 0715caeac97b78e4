"""The figures of trust: what the tests found, with seed, commit and date: ``make trust [SCALE=0.01]``.

A test publishes what it measured with ``figures.publish``; ``rows.py`` says which tests belong to which row.
"""
