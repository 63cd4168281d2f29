"""How Reflex builds and runs Owl App."""

import reflex as rx
from reflex_base.constants import StateManagerMode

from owl_app.config import get_settings
from owl_app.web.build import FONTS, PLACEHOLDER
from owl_app.web.build_plugin import FinishBuild

settings = get_settings()

config = rx.Config(
    app_name="owl_app",
    app_module_import="owl_app.owl_app",
    api_url=PLACEHOLDER,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.REDIS if settings.redis_url else StateManagerMode.MEMORY,
    redis_url=settings.redis_url,
    cors_allowed_origins=list(settings.origins),
    trusted_proxy_hops=settings.trusted_proxy_hops,
    frontend_packages=[f"@expo-google-fonts/{family}@{version}" for family, version in FONTS.items()],
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[rx.plugins.TailwindV4Plugin(), FinishBuild()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
