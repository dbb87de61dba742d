"""The command line: parses, calls one use case, prints. Errors become one sentence and exit code 2.

Nothing heavy is imported before a command needs it, so that `--help` and `check` answer at once.
"""

import sys

import click

from interviewer.cli import benching, content, diagnosis, grading, interviews
from interviewer.domain.errors import InputError, InterviewerError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ml-design-interviewer")
def cli() -> None:
    """A mock interviewer for machine-learning system design interviews."""


for command in (
    interviews.serve, interviews.chat, interviews.simulate, grading.grade, grading.regrade, grading.assess,
    content.search, content.check, diagnosis.doctor, benching.bench,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command line; exits with 2 and one sentence for what the person or the operator can mend."""
    try:
        if any("\ud800" <= character <= "\udfff" for word in sys.argv for character in word):
            raise InputError("An argument is not UTF-8 text.")
        cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        print(f"Error: {error.format_message()}", file=sys.stderr)
        sys.exit(error.exit_code)
    except click.Abort:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
    except InterviewerError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:  # adapters translate theirs: this is the terminal, a pipe or a full disk behind stdout
        print(f"Error: the output cannot be written: {error.strerror}.", file=sys.stderr)
        sys.stdout = None  # nothing is left to flush at exit
        sys.exit(2)
