"""Reflex's hook into the frontend build: finishes the exported files before they are compressed."""

from typing import Unpack

from reflex_base.plugins.base import Plugin, PostBuildContext

from owl_app.web.build import finish


class FinishBuild(Plugin):
    """Applies `owl_app.web.build.finish` to the exported site."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        finish(context["static_dir"])
