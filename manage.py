#!/usr/bin/env python
"""Commonlist's command line."""

import sys

from coalition.platform.server.commandline import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
