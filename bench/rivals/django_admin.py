"""Django's admin with its own defaults: `django_admin.py DATABASE PORT` serves the clients of an Owl database."""

import os
import sys
import types
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

DATABASE, PORT = Path(sys.argv[1]), sys.argv[2]
OWN = DATABASE.with_name("django.db")
USER, PASSWORD = "olivia", "quiet harbour lantern 7"

people = types.ModuleType("people")
people.__file__, people.__path__ = __file__, []
sys.modules["people"] = people
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": OWN}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "people",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    ROOT_URLCONF="people.urls",
    SECRET_KEY="only for measuring",
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)
os.environ["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
django.setup()

from django.contrib import admin  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402


class Client(models.Model):
    """The columns that both lists show."""

    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.CharField(max_length=320)
    phone = models.CharField(max_length=40)
    therapist = models.CharField(max_length=200)
    status = models.CharField(max_length=20)

    class Meta:
        app_label = "people"
        ordering = ("last_name", "first_name")


class ClientAdmin(admin.ModelAdmin):
    """What a first list of people looks like in Django's tutorial."""

    list_display = ("first_name", "last_name", "email", "phone", "therapist", "status")
    list_filter = ("status",)
    search_fields = ("first_name", "last_name", "email", "phone")


admin.site.register(Client, ClientAdmin)
urls = types.ModuleType("people.urls")
urls.urlpatterns = [path("admin/", admin.site.urls)]
sys.modules["people.urls"] = urls

if not OWN.exists():
    call_command("migrate", verbosity=0)
    call_command("createsuperuser", interactive=False, username=USER, email="olivia@example.org", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Client)
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS owl", [str(DATABASE)])
        cursor.execute(
            "INSERT INTO people_client (first_name, last_name, email, phone, therapist, status) "
            "SELECT c.first_name, c.last_name, c.email, c.phone, coalesce(a.name, ''), c.status "
            "FROM owl.client c LEFT JOIN owl.account a ON a.id = c.therapist_id"
        )
call_command("runserver", f"127.0.0.1:{PORT}", use_reloader=False, insecure_serving=True, verbosity=0)
