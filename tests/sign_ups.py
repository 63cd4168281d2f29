"""Signing up in tests as the web does it, without the web."""

from itertools import count

from owl_app.config import get_settings
from owl_app.mail import outbox
from owl_app.models import Account, Area, Letter, SignUp
from owl_app.security.tokens import hash_token, new_token
from owl_app.services import portal_settings, sign_ups, verifications
from owl_app.services.email_changes import NewEmailForm
from owl_app.services.portal_settings import PortalSettingsForm
from owl_app.services.sign_ins import Opened
from owl_app.services.sign_ups import SignUpForm
from tests.cast import Person, hashed
from tests.door import act, read, rows

ANAS_PASSWORD = "quiet walnut 92 ferry"
STRANGERS_PASSWORD = "wicked walnut 66 ferry"
_proofs = count()


def allow_sign_up(owner: Person, answer: str = "yes", terms: str = "") -> None:
    """Settings > Client Portal > Allow clients to create account."""
    settings = read(owner, portal_settings.get)
    form = PortalSettingsForm.read({"version": settings.version, "allow_sign_up": answer, "terms": terms})
    act(owner, portal_settings.change, form=form)


def send_form(email: str, *, password: str = ANAS_PASSWORD, proof: str = "", browser: str = "", **typed: str) -> str:
    """Create Account, in a new browser unless one is given; returns the token of the browser's cookie."""
    names = {"first_name": "Nina", "last_name": "Noor"}
    form = SignUpForm.read({**names, "email": email, "password": password, **typed})
    act(None, sign_ups.count, form=form, address="203.0.113.9", proof=proof or str(next(_proofs)))
    browser = browser or new_token()
    act(
        None,
        sign_ups.ask,
        form=form,
        password_hash=hashed(password),
        browser_hash=hash_token(browser),
        language="en",
    )
    return browser


def settled(browser: str) -> str:
    """What happens after the answer is sent."""
    for sign_up in rows(SignUp, browser_hash=hash_token(browser)):
        act(None, sign_ups.settle, sign_up_id=sign_up.id)
    return browser


def account_at(email: str) -> Account:
    """The portal account with this address."""
    (found,) = rows(Account, email=email, area=Area.PORTAL)
    return found


def kinds_to(email: str) -> list[str]:
    """What was written to an address, the oldest first."""
    return [letter.kind for letter in sorted(rows(Letter, to_email=email), key=lambda each: each.created_at)]


def letter_to(email: str) -> Letter:
    """The newest letter to an address."""
    return max(rows(Letter, to_email=email), key=lambda each: each.created_at)


def verified(letter: Letter, *, browser: str) -> Opened:
    """The button behind the letter's link, pressed in this browser."""
    token = outbox.link_token(get_settings().key, letter.id)
    claim = read(None, verifications.claim_by_link, token=token, browser_hash=hash_token(browser))
    assert claim.is_known
    return act(None, verifications.verify, claim=claim, device="Firefox · Linux", device_token="")


def signed_up(email: str, **typed: str) -> Opened:
    """Somebody who signed up and verified the address."""
    browser = settled(send_form(email, **typed))
    return verified(letter_to(email), browser=browser)


def sent_again(browser: str) -> None:
    """Another letter for the sign-up of this browser."""
    sign_up_id = act(None, sign_ups.count_letter, browser_hash=hash_token(browser))
    act(None, sign_ups.send_again, sign_up_id=sign_up_id)


def corrected(browser: str, email: str) -> None:
    """The address corrected on the page that waits for the letter."""
    form = NewEmailForm.read({"email": email})
    given = {"browser_hash": hash_token(browser), "form": form, "address": "203.0.113.9"}
    act(None, sign_ups.take_place, correction=act(None, sign_ups.correct_address, **given))
