"""Command-line interface for editors and operators: ``python -m geodata check`` and others."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from geodata.bank import open_bank
from geodata.collection.facets import FACETS
from geodata.collection.geojson import dumps, read
from geodata.collection.vocabulary import ACCURACIES, Term
from geodata.database.backup import backup, restore
from geodata.database.store import open_store
from geodata.errors import GeodataError
from geodata.geography import install_boundaries, install_localities
from geodata.geography.geofile import replace
from geodata.guides.guides import read_guides
from geodata.guides.support import support_table
from geodata.importing.file_readers import read_table
from geodata.importing.plan import guess_columns, make_plan
from geodata.importing.run import run_import
from geodata.moderation.dead_links import source_urls, store_dead_links
from geodata.moderation.personal_data import (
    configured_retention,
    erase_person,
    find_person,
    purge,
)
from geodata.moderation.sign_in import hash_password
from geodata.network.link_checker import CAUSES, LinkState, check_links
from geodata.settings import exit_if_invalid, settings


def check(arguments: argparse.Namespace) -> int:
    """Print the problems of a file of examples; return 1 if any example is left out."""
    collection = read(arguments.file)
    for problem in collection.problems:
        mark = "Fel" if problem.severity == "error" else "Obs"
        print(f"{mark}: {problem}")
    print(f"{len(collection.ideas)} exempel lästa, {len(collection.errors)} fel.")
    return 1 if _check_guides(collection.by_id.keys()) or collection.errors else 0


def _check_guides(idea_ids: Set[str]) -> int:
    """Print the problems of the guides, if they are about these examples; return their number."""
    guides = read_guides(idea_ids)
    if not idea_ids & {idea_id for guide in guides.guides for idea_id in guide.examples}:
        return 0
    problems = (*support_table().problems, *guides.problems)
    for problem in problems:
        print(f"Fel: {problem}")
    print(f"{len(guides.guides)} guider lästa, {len(problems)} fel.")
    return len(problems)


def stats(arguments: argparse.Namespace) -> int:
    """Print the number of examples by accuracy and by each facet but the municipality."""
    ideas = read(arguments.file).ideas
    print(f"{len(ideas)} exempel i {len({idea.municipality_code for idea in ideas})} kommuner")
    _print_counts("Nål", ACCURACIES, (idea.place_accuracy for idea in ideas))
    for name, facet in FACETS.items():
        if name != "municipality":
            keys = (key for idea in ideas for key in facet.keys_of(idea))
            _print_counts(facet.label.sv, facet.terms(), keys)
    return 0


def _print_counts(title: str, vocabulary: Mapping[str, Term], keys: Iterable[str]) -> None:
    counts = Counter(keys)
    print(f"\n{title}")
    for key, term in vocabulary.items():
        print(f"  {counts[key]:4}  {term.sv}")


def install_boundaries_file(arguments: argparse.Namespace) -> int:
    """Install the official municipality polygons, in place of the generalised ones."""
    report = install_boundaries.install(arguments.source)
    print(f"{report.municipalities} kommuner från lagret {report.layer} ligger nu i {report.path}.")
    for note in report.notes:
        print(f"Obs: {note}")
    return 0


def install_localities_files(arguments: argparse.Namespace) -> int:
    """Install localities of SCB, Lantmäteriet or GeoNames for the search of places by name."""
    report = install_localities.install(arguments.sources)
    names = ", ".join(report.layers)
    print(f"{report.places} orter ({names}) ligger nu i {report.path}.")
    return 0


def print_password_hash(_: argparse.Namespace) -> int:
    """Ask for a password and print its argon2 hash, for the configuration."""
    # A hidden prompt needs a terminal; in a script the password comes on standard input.
    ask = getpass.getpass if sys.stdin.isatty() else lambda _: sys.stdin.readline().rstrip("\n")
    try:
        print(hash_password(ask("Redaktionens lösenord: ")))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        "Lägg raden i .streamlit/secrets.toml under [editors] som password_hash, eller i "
        "miljövariabeln SERVICEKARTAN_EDITORS_HASH (inom enkla citattecken i ett skal).",
        file=sys.stderr,
    )
    return 0


def import_file(arguments: argparse.Namespace) -> int:
    """Import examples from a file into the editors' queue or, with ``--publish``, the map."""
    bank = open_bank()
    table = read_table(arguments.file.name, arguments.file.read_bytes(), arguments.sheet)
    mapping = guess_columns(table)
    plan = make_plan(bank, table, mapping)
    unused = [column for column in table.columns if column not in mapping.values()]
    remarks = [*table.remarks, *([f"Används inte: {', '.join(unused)}"] if unused else [])]
    print(*(f"Obs: {remark}\n" for remark in remarks), sep="", end="")
    for row in plan.rows:
        for remark in row.remarks:
            mark = {"refuse": "Nekad", "unsure": "Fråga"}.get(row.action, "Obs")
            print(f"{mark}: rad {row.number}, {remark}")
    if not arguments.dry_run:
        run_import(bank, plan, "kommandoraden", publish=arguments.publish)
    start = "Det här skulle hända" if arguments.dry_run else "Klart"
    print(
        f"{start}: {plan.count('add')} exempel tillagda, {plan.count('change')} ändrade, "
        f"{plan.count('same')} som förut, {plan.count('refuse')} nekade."
    )
    if unsure := plan.count("unsure"):
        print(f"{unsure} utelämnade: avgör på sidan Redaktion, Import, om de är nya exempel.")
    return 1 if plan.count("refuse", "unsure") else 0


def export_file(arguments: argparse.Namespace) -> int:
    """Write the public examples, from the file and the store, to a GeoJSON file."""
    bank = open_bank()
    path: Path = arguments.file or bank.path
    collection = bank.current().collection
    if collection.errors and path.resolve() == bank.path.resolve():
        print(
            f"{path} har {len(collection.errors)} fel och skulle mista de exemplen. "
            "Rätta dem först (kommandot check visar dem), eller ange en annan fil.",
            file=sys.stderr,
        )
        return 1
    replace(path, lambda part: part.write_text(dumps(collection.ideas), encoding="utf-8"))
    print(f"{len(collection.ideas)} exempel ligger nu i {path}.")
    return 0


def backup_store(arguments: argparse.Namespace) -> int:
    """Write a consistent copy of the SQLite database, also while the app runs."""
    size = backup(settings().store_path, arguments.file)
    print(f"{arguments.file}: {size} byte. Bara du kan läsa den; den innehåller kontaktuppgifter.")
    return 0


def restore_store(arguments: argparse.Namespace) -> int:
    """Replace the SQLite database by a backup; the app must be stopped."""
    path = settings().store_path
    restore(arguments.file, path)
    print(f"{path} är återställd. Det som låg där ligger nu i {path.name}.before.")
    return 0


def show_person(arguments: argparse.Namespace) -> int:
    """Print all that is stored about a person, and with ``--erase`` erase it."""
    store = open_store()
    lines = find_person(store, arguments.address)
    print("\n".join(lines) or f"Inget om {arguments.address} finns sparat.")
    if arguments.erase and lines:
        print(f"{erase_person(store, arguments.address)} rader raderade.")
        if find_person(store, arguments.address):
            print("Det som står i texter är kvar: ändra dem i Redaktion.")
    return 0


def purge_store(_: argparse.Namespace) -> int:
    """Erase what is older than the settings say."""
    counts = purge(open_store(), configured_retention())
    print(
        f"Raderat: {counts['contacts']} kontaktuppgifter, {counts['reports']} svar, "
        f"{counts['rooms']} rum, {counts['tours']} visningar, {counts['decisions']} rader i loggen."
    )
    return 0


def visit_links(arguments: argparse.Namespace) -> int:
    """Visit the sources' addresses and store the dead ones; return 1 if there are any."""
    bank = open_bank()
    urls = source_urls(bank)
    print(f"Besöker {len(urls)} adresser, en i taget hos varje värd.")
    states = check_links(urls, allow_private=arguments.allow_private, progress=_print_link)
    if states and not any(state.answered for state in states):
        print("Ingen adress svarade. Är datorn ansluten? Inget är ändrat.", file=sys.stderr)
        return 1
    dead = store_dead_links(bank, states)
    blocked = sum(state.cause == "blocked" for state in states)
    print(
        f"{len(states)} adresser besökta, {sum(state.dead for state in states)} döda ({dead} "
        f"källor), {blocked} släpper inte in program. De döda står i Redaktion, Fel i samlingen."
    )
    return 1 if dead else 0


def _print_link(state: LinkState) -> None:
    if state.dead:
        number = f" ({state.status})" if state.status else ""
        print(f"Död: {state.url} {CAUSES[state.cause].sv}{number}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")
    for name, run, help_text in (
        ("check", check, "granska en fil med exempel"),
        ("stats", stats, "räkna exemplen"),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("file", type=Path, nargs="?", default=Path("ideas.geojson"))
        command.set_defaults(run=run)
    command = commands.add_parser("boundaries", help="installera officiella kommungränser")
    command.add_argument("--from", dest="source", type=Path, required=True, metavar="FIL")
    command.set_defaults(run=install_boundaries_file)
    command = commands.add_parser("places", help="installera fler orter: SCB, GeoNames m.fl.")
    command.add_argument(
        "--from", dest="sources", type=Path, nargs="+", required=True, metavar="FIL"
    )
    command.set_defaults(run=install_localities_files)
    command = commands.add_parser("export", help="skriv samlingen med det publicerade till en fil")
    command.add_argument("file", type=Path, nargs="?", help="annars exempelfilen själv")
    command.set_defaults(run=export_file)
    command = commands.add_parser("import", help="importera exempel från CSV, XLSX, GeoJSON m.m.")
    command.add_argument("file", type=Path)
    command.add_argument("--sheet", help="bladet i en XLSX-fil, annars det första synliga")
    command.add_argument("--publish", action="store_true", help="visa dem på kartan genast")
    command.add_argument("--dry-run", action="store_true", help="säg bara vad som skulle hända")
    command.set_defaults(run=import_file)
    command = commands.add_parser("backup", help="säkerhetskopiera SQLite-databasen")
    command.add_argument("file", type=Path)
    command.set_defaults(run=backup_store)
    command = commands.add_parser("restore", help="återställ databasen (stoppa appen först)")
    command.add_argument("file", type=Path)
    command.set_defaults(run=restore_store)
    command = commands.add_parser("person", help="visa eller radera allt om en person")
    command.add_argument("address", help="namn eller e-postadress")
    command.add_argument("--erase", action="store_true", help="radera det också")
    command.set_defaults(run=show_person)
    command = commands.add_parser("purge", help="radera det som är äldre än inställningarna säger")
    command.set_defaults(run=purge_store)
    command = commands.add_parser("links", help="besök källornas adresser och lista de döda")
    command.add_argument("--allow-private", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(run=visit_links)
    command = commands.add_parser("password", help="gör en hash av redaktionens lösenord")
    command.set_defaults(run=print_password_hash)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command of the arguments (default ``sys.argv``) and return its exit code."""
    arguments = _parser().parse_args(argv)
    exit_if_invalid()
    try:
        code: int = arguments.run(arguments)
    except (OSError, GeodataError) as error:
        print(error, file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
