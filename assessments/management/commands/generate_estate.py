"""Write an invented estate as an export, with its answer key beside it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments import synthesis

ENDINGS = {"rvtools-xlsx": ".xlsx", "rvtools-csv": ".csv.zip"}


class Command(BaseCommand):
    help = "Invent an estate and write it as an RVTools export with an answer key."
    requires_system_checks = []  # needs no database and no settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vms", type=int, required=True, help="machines, templates included")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same bytes")
        parser.add_argument("--format", choices=synthesis.FORMATS, default=synthesis.FORMATS[0])
        parser.add_argument("--dialect", choices=sorted(synthesis.DIALECTS), default="4.7.1")
        parser.add_argument("--out", type=Path, help="the file, or the folder for it")
        parser.add_argument("--days-earlier", type=int, default=0, help="as it was then")
        parser.add_argument("--clean", action="store_true", help="plant nothing")
        parser.add_argument("--plant", action="append", metavar="CODE", help="only this; repeat")
        parser.add_argument("--without", action="append", default=[], metavar="SHEET[.COLUMN]")
        parser.add_argument("--hostile", action="store_true", help="names that attack")
        parser.add_argument("--managers", type=int, default=1)

    def handle(self, *_args: Any, **options: Any) -> None:
        path = _path(options)
        try:
            plan = _plan(options)
            synthesis.write(plan, path, options["format"], options["dialect"])
            key = path.with_name(
                f"{path.name.removesuffix(ENDINGS[options['format']])}-expected.json"
            )
            synthesis.write_key(plan, key, dialect=options["dialect"])
        except (synthesis.BadPlan, synthesis.CannotPlant) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"wrote {path} ({path.stat().st_size:,} bytes)")
        self.stdout.write(f"wrote {key}")


def _plan(options: dict[str, Any]) -> synthesis.Plan:
    plan = synthesis.generate(
        options["vms"],
        options["seed"],
        plant=options["plant"],
        clean=options["clean"],
        without=options["without"],
        shape=synthesis.Shape(managers=options["managers"], hostile=options["hostile"]),
    )
    days = options["days_earlier"]
    return synthesis.earlier(plan, days) if days else plan


def _path(options: dict[str, Any]) -> Path:
    """The file that was asked for, or one named after what it holds."""
    days = options["days_earlier"]
    before = f"-{days}d-earlier" if days else ""
    ending = ENDINGS[options["format"]]
    name = f"estate-{options['vms']}-s{options['seed']}{before}{ending}"
    out: Path | None = options["out"]
    if out is None:
        return Path(name)
    return out / name if out.is_dir() else out
