"""Users, and editors in their groups."""

from django.contrib.auth.models import Group, User
from factory import PostGeneration, Sequence
from factory.django import DjangoModelFactory

from catalogue.access.groups import CHIEF_EDITORS, EDITORS


def join(name: str) -> PostGeneration:
    """Makes the new user a member of a group, which the migrations made."""
    return PostGeneration(lambda user, *_: user.groups.add(Group.objects.get(name=name)))


class UserFactory(DjangoModelFactory):
    """Somebody who may log in and do nothing. Log in with `client.force_login(user)`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence("gebruiker-{}".format)
    password = "!"  # matches no password


class EditorFactory(UserFactory):
    """Somebody in the group redacteur."""

    is_staff = True
    group = join(EDITORS)


class ChiefEditorFactory(UserFactory):
    """Somebody in the group eindredacteur."""

    is_staff = True
    group = join(CHIEF_EDITORS)
