"""The private calendar address: made and taken away by its owner, and fetched by calendars, which bring no cookie."""

from starlette.requests import Request
from starlette.responses import Response

from owl_app.errors import NotFound, Throttled
from owl_app.services import calendar_feeds
from owl_app.services.access import CLIENTS
from owl_app.web import answers, session
from owl_app.web.http import answer


async def feed(request: Request) -> Response:
    """The sessions behind an address; whatever is wrong with one, the answer is the same."""
    token, address = request.path_params["token"], answer.client_address(request)
    try:
        if not await session.act("", calendar_feeds.count_fetch, token=token, address=address):
            return answers.not_found()
        content = await session.read("", calendar_feeds.get_feed, token=token)
    except Throttled as throttled:
        return answers.sentence(429, throttled.message, throttled.message)
    except NotFound:
        return answers.not_found()
    return Response(content, media_type="text/calendar", headers={"Cache-Control": "no-store"})


@answer.for_fetch
async def make(request: Request) -> Response:
    """A new address, which stands in this answer and nowhere else."""
    await answer.must_be(request, CLIENTS)
    return answer.done(link=await session.act(answer.who(request), calendar_feeds.make))


@answer.for_fetch
async def remove(request: Request) -> Response:
    await answer.must_be(request, CLIENTS)
    await session.act(answer.who(request), calendar_feeds.remove)
    return answer.done()
