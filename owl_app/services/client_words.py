"""The words a client is found by, kept beside the client in the same transaction, and whom they may bring to mind."""

from sqlmodel import Session, col, delete, insert

from owl_app import words
from owl_app.models import Client, ClientWord
from owl_app.services import prospect_matches


def write(session: Session, client: Client) -> None:
    """Sort and find the client by what the record says now."""
    client.sort_key = words.sort_key(client.last_name, client.first_name)
    session.add(client)
    session.flush()
    found = words.found_by(
        client.first_name, client.last_name, email=client.email, phones=(client.phone, client.other_phone)
    )
    session.execute(delete(ClientWord).where(col(ClientWord.client_id) == client.id))
    rows = [{"client_id": client.id, "word": word, "sort_key": client.sort_key} for word in sorted(found)]
    if rows:
        session.execute(insert(ClientWord), rows)
    prospect_matches.forget_of(session, client)
