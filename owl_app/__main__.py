"""The command line: python -m owl_app serve, demo, migrate, create-owner, check."""

import os
import sys
from typing import Annotated

import typer

from owl_app import log
from owl_app.config import Settings, SettingsError, get_settings
from owl_app.web.build import BuildError, ensure_built

app = typer.Typer(
    name="owl_app",
    help="Owl App: the client portal and admin panel of one therapy practice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Port = Annotated[int | None, typer.Option(help="Listen on this port instead of OWL_PORT.", min=1, max=65535)]
Host = Annotated[str | None, typer.Option(help="Listen on this address instead of OWL_HOST.")]


@app.command()
def serve(port: Port = None, host: Host = None) -> None:
    """Build what changed, bring the database up to date, and serve until stopped."""
    _prefer(OWL_PORT=port, OWL_HOST=host)
    settings = _ready()
    _say_how_to_set_up(settings)
    _run(settings)


@app.command()
def demo(port: Port = None, host: Host = None) -> None:
    """Serve a fictional practice to look around in, apart from real data (in data/demo)."""
    os.environ.setdefault("OWL_ENV_FILE", "")
    os.environ.setdefault("OWL_DATA_DIR", "data/demo")
    _prefer(OWL_PORT=port, OWL_HOST=host)
    settings = _ready()
    from owl_app import demo as practice

    typer.echo("\nThese can sign in, each with the same password:\n")
    typer.echo("\n".join(f"  {line}" for line in practice.fill()) + "\n")
    _run(settings)


@app.command()
def migrate() -> None:
    """Bring the database up to date and stop."""
    settings = get_settings()
    _migrate(settings)
    typer.echo("The database is up to date.")


@app.command()
def build() -> None:
    """Build the pages if something changed, and stop."""
    ensure_built(pseudo=get_settings().pseudo_language)
    typer.echo("The pages are built.")


@app.command("create-owner")
def create_owner(
    practice: Annotated[str, typer.Option(help="The name of the practice.", prompt="Name of the practice")],
    name: Annotated[str, typer.Option(help="The Owner's full name.", prompt="Your full name")],
    email: Annotated[str, typer.Option(help="The address the Owner signs in with.", prompt="Email address")],
    password: Annotated[
        str,
        typer.Option(
            help="The Owner's password; asked for when left out. For scripts, better in OWL_OWNER_PASSWORD.",
            envvar="OWL_OWNER_PASSWORD",
            prompt="Password",
            hide_input=True,
            confirmation_prompt=True,
        ),
    ],
) -> None:
    """Set up the practice and its Owner from here instead of in the browser."""
    _migrate(get_settings())
    from owl_app.database import transaction
    from owl_app.errors import OwlError
    from owl_app.security.passwords import hash_password
    from owl_app.services.access import SYSTEM
    from owl_app.services.practice import OwnerForm
    from owl_app.services.practice import create_owner as create

    try:
        form = OwnerForm.read({"practice_name": practice, "name": name, "email": email, "password": password})
        with transaction() as session:
            create(session, SYSTEM, form=form, password_hash=hash_password(form.password))
    except OwlError as error:
        _stop(error.message)
    typer.echo(f"Done. Sign in at {get_settings().origin}/login with that email address and password.")


@app.command()
def check() -> None:
    """Look at settings, folders, database, mail and public address, and say how to mend what is wrong."""
    from owl_app.check import findings

    wrong = 0
    for finding in findings(get_settings()):
        wrong += not finding.ok
        typer.echo(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.about:<16} {finding.text}")
        if finding.mend:
            typer.echo(f"{'':<24}{finding.mend}")
    if wrong:
        raise typer.Exit(1)


def main() -> None:
    """Run a command; what a person can mend ends in one sentence instead of a traceback."""
    log.configure()
    from owl_app.web.server import PortError

    try:
        app()
    except (SettingsError, BuildError, PortError) as error:
        _stop(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _ready() -> Settings:
    """The settings, once the port is free, the pages are built and the database is up to date."""
    from owl_app.web.server import require_free_port

    settings = get_settings()
    require_free_port(settings)
    ensure_built(pseudo=settings.pseudo_language)
    _migrate(settings)
    return settings


def _migrate(settings: Settings) -> None:
    from sqlalchemy.exc import OperationalError

    from owl_app import database

    _make_data_folder(settings)
    try:
        database.migrate()
    except OperationalError:
        _stop("The database does not answer. Is it running, and is OWL_DATABASE_URL right? To find out: make check")


def _make_data_folder(settings: Settings) -> None:
    os.umask(0o077)  # the database and its journal are made by SQLite, which would let everybody read them
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _ = settings.key
    except OSError as error:
        raise SettingsError(f"OWL_DATA_DIR: {settings.data_dir} cannot be written to ({error.strerror}).") from None


def _say_how_to_set_up(settings: Settings) -> None:
    from owl_app.database import reading
    from owl_app.services.access import ANONYMOUS
    from owl_app.services.practice import is_set_up, set_up_code

    with reading() as session:
        if is_set_up(session, ANONYMOUS):
            return
    typer.echo(f"\nSet up your practice at {settings.origin}/set-up with this code: {set_up_code()}\n")


def _run(settings: Settings) -> None:
    from owl_app.database import engine
    from owl_app.web.server import run

    engine().dispose()  # the workers are forked, and a database connection must not have two owners
    typer.echo(f"Owl App starts, and in a few seconds it is at {settings.origin} (stop it with Ctrl+C).")
    run(settings)


def _prefer(**given: object) -> None:
    """Let what was typed on the command line win over the environment, in worker processes too."""
    os.environ.update({name: str(value) for name, value in given.items() if value is not None})


def _stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
