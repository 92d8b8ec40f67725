"""Sets up, starts and stops everything behind the commands of the Makefile; standard library only."""
