"""Door of the launcher; must be readable by an old Python, so that it can say that it is too old."""

import sys

OLDEST = (3, 11)


def main() -> int:
    """Refuse an old Python in one sentence, else hand over to the verb on the command line."""
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "This project needs Python %d.%d or newer and found %d.%d: install a newer one "
            "and name it, for example: make demo PYTHON=python3.11\n" % (OLDEST + tuple(sys.version_info[:2]))
        )
        return 1
    from launcher.cli import run  # noqa: PLC0415 - its syntax is too new for an old Python

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
