"""createsuperuser: Django's own, which holds a password from the environment to the rules too."""

import os

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.utils.translation import override


class Command(createsuperuser.Command):
    def handle(self, *args, **options):
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if not options["interactive"] and password is not None:
            user_model = get_user_model()
            name = options[user_model.USERNAME_FIELD] or ""
            with override("en"):  # the language of operators
                try:
                    validate_password(password, user_model(**{user_model.USERNAME_FIELD: name}))
                except ValidationError as error:
                    why = " ".join(error.messages)
                    raise CommandError(f"DJANGO_SUPERUSER_PASSWORD is refused. {why}") from error
        return super().handle(*args, **options)
