"""Run the command line as `python -m s5kg`."""

from s5kg.cli import main

main(prog_name="s5kg")
