"""Note that somebody drew a sample: which seed, how many, of which revision."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import trail
from assessments.models import Revision
from assessments.permissions import Actor, Capability, Refused, require

MOST = 100
LONGEST_SEED = 60
_SEED = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)*\Z")


@transaction.atomic
def draw(*, revision: Revision, seed: str, number: int | None, by: Actor, at: datetime) -> None:
    """
    Note a sample; it follows from the frozen content, the seed and the number alone.

    Raises:
        Refused: the seed or the number is not one; says both.
    """
    require(by, Capability.READ)
    problems = []
    if not _SEED.match(seed) or len(seed) > LONGEST_SEED:
        problems.append(
            _("Give a seed of up to %(n)d plain characters, such as a word and the day.")
            % {"n": LONGEST_SEED}
        )
    if number is None or not 1 <= number <= MOST:
        problems.append(_("Draw from 1 to %(n)d of each.") % {"n": MOST})
    if problems:
        raise Refused(" ".join(problems))
    after = {"seed": seed, "number": number}
    trail.note_of_revision(
        "sample.drawn", revision.assessment, revision.number, by=by, at=at, after=after
    )
