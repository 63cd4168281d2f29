"""The cast is what its description says."""

import pytest

from owl_app.services.access import ViewerKind
from tests.cast import Cast
from tests.door import viewer_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("olivia", ViewerKind.OWNER),
        ("adam", ViewerKind.ADMIN),
        ("thea", ViewerKind.THERAPIST),
        ("tom", ViewerKind.THERAPIST),
        ("ana", ViewerKind.CLIENT),
        ("ben", ViewerKind.CLIENT),
        ("chloe", ViewerKind.CLIENT),
        ("pat", ViewerKind.UNASSOCIATED),
        ("mallory", ViewerKind.CLIENT),
    ],
)
def test_everybody_is_who_they_say(cast: Cast, name: str, kind: ViewerKind) -> None:
    assert viewer_of(getattr(cast, name)).kind is kind
