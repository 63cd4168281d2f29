"""Two people who save the same thing: the second is told, and nothing is overwritten that they never saw."""

from typing import Any

from owl_app.errors import Conflict
from owl_app.i18n import t
from owl_app.models import Appointment, Charge, Client, Practice, Service, Tax, TherapistProfile
from owl_app.services import audit


def change(
    row: Client | Practice | Appointment | Charge | Service | Tax | TherapistProfile,
    version: int,
    typed: dict[str, Any],
) -> list[str]:
    """Put what was typed into the row, and return the fields that are other than before.

    Raises:
        Conflict: the row is not the version that was on the screen.
    """
    changed = [name for name, value in typed.items() if getattr(row, name) != value]
    if row.version != version:
        raise Conflict(
            t(
                "Somebody else changed this since you opened it. What you typed is still here. "
                "If you save again, you replace: {fields}.",
                fields=audit.field_names(changed) or t("nothing"),
            )
        )
    for name in changed:
        setattr(row, name, typed[name])
    if changed:
        row.version += 1
    return changed
