"""Keep the values of groups in step with domains and dependencies. Writes `AssetGroup` values."""

from assessments.models import Assessment, AssetGroup
from assessments.queries.group_values import COLUMNS, value_of
from assessments.queries.worth import Values, values_of


def refresh(draft: Assessment) -> Values:
    """Recompute the value of every group of a draft that the caller has opened."""
    values = values_of(draft)
    domains = {domain.pk: domain for domain in draft.domains.all()}
    changed = []
    for group in draft.assetgroups.filter(is_gone=False):
        ranks, paths = value_of(group, values, domains)
        if [getattr(group, name) for name in COLUMNS] != ranks or group.value_paths != paths:
            group.value_c, group.value_i, group.value_a = ranks
            group.value_paths = paths
            changed.append(group)
    AssetGroup.objects.bulk_update(changed, [*COLUMNS, "value_paths"], batch_size=500)
    return values
