"""The one application the server runs: Reflex's app inside the layers every request passes.

The layers stand outside of Reflex (rather than in `rx.App(api_transformer=...)`) so that they also cover what Reflex
puts around its own app: its CORS answers and its lifespan.
"""

import gc

from reflex_base.constants import Env
from reflex_base.environment import environment
from starlette.types import ASGIApp

from owl_app import log
from owl_app.config import Settings, get_settings


def create() -> ASGIApp:
    """The application, without compiling any page: the build has done that.

    Raises:
        BuildError: the frontend is not built.
        SettingsError: a setting cannot be used.
    """
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    from owl_app.owl_app import app

    log.configure()
    served = outer_layers(app(), get_settings())
    _never_collect_what_stays()
    return served


def outer_layers(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app inside its layers; read upward, a request meets the last line first."""
    from owl_app.web.build import SITE, WEB, record
    from owl_app.web.gate import Gate, SocketCap
    from owl_app.web.headers import SecurityHeaders
    from owl_app.web.health import Health, database_answers
    from owl_app.web.http import FILES, Routes
    from owl_app.web.pages import Pages
    from owl_app.web.site import Site
    from owl_app.web.socket import BoundSocket

    app = SocketCap(app)
    app = BoundSocket(app)
    app = Routes(app)
    app = Site(app, settings, SITE, WEB / "routes.json", record())
    app = Pages(app)
    app = Gate(app, settings, files=FILES)
    app = Health(app, database_answers)
    return SecurityHeaders(app, settings)


def _never_collect_what_stays() -> None:
    """Take what the start has made out of the collector's sight: looking through all of it stops the app for 60 ms."""
    gc.collect()
    gc.freeze()
