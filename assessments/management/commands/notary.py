"""Make the notary's key the first time, and tell the database its public part."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.actions import sealing
from assessments.custody.notary import KEY, NoKey, Notary
from assessments.models import NotaryKey


class Command(BaseCommand):
    help = "Make the key that seals ledgers, if there is none yet, and introduce it; run it first."

    def handle(self, *_args: Any, **_options: Any) -> None:
        folder = settings.NOTARY_DIR
        try:
            if not NotaryKey.objects.exists() and not (folder / KEY).exists():
                Notary.make(folder)
            notary = Notary.open(folder)
            known = sealing.introduce(notary, host=settings.LEDGER_HOST, at=timezone.now())
        except (NoKey, sealing.Unsound) as error:
            raise CommandError(
                f"{error}. Sealed ledgers need the key they began with: bring it back from its "
                "backup (docs/how-to/keys.md)."
            ) from error
        if problems := sealing.examine(notary):
            raise CommandError(
                "Ledgers are not as they were sealed; nothing is sealed until somebody has looked "
                f"(docs/how-to/keys.md): {'; '.join(problems)}"
            )
        self.stdout.write(f"The notary of {known.host} is ready; its key is in {folder}.")
