#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from warmescholen.audit.actors import acting, command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warmescholen.settings")
    with acting(command(" ".join(sys.argv[1:2]) or "help")):
        execute_from_command_line(sys.argv)
