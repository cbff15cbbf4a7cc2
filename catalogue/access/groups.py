"""The two groups of editors and what each may do, made after every migration.

What an editor may not do with what is published is not said here: see policy.py.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, router

from catalogue.access.policy import PUBLISH

EDITORS = "redacteur"
CHIEF_EDITORS = "eindredacteur"

# Where addresses lead is what the public sees: editors read these only.
CHIEFS_ONLY = {"formeraddress"}
ACTIONS = ("view", "add", "change", "delete")


def make_groups(app_config, using=DEFAULT_DB_ALIAS, apps=installed, **kwargs) -> None:
    """Make the groups and give them their permissions; what was given besides stays.

    Receives post_migrate. Django makes its permissions on the same signal, in an order that is not
    to be relied on, so they are asked for here.
    """
    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
        ContentType = apps.get_model("contenttypes", "ContentType")
        apps.get_model("catalogue", "Fragment")
    except LookupError:
        return  # migrating by steps, forward or backward: these tables are not there
    if not router.allow_migrate_model(using, Group):
        return
    create_permissions(app_config, using=using, apps=apps, verbosity=0)

    # About the whole catalogue and not about one model, so no model's Meta declares it; the
    # database wants it to hang on one all the same.
    fragment = ContentType.objects.using(using).get(app_label="catalogue", model="fragment")
    publish, _made = Permission.objects.using(using).get_or_create(
        content_type=fragment,
        codename=PUBLISH.partition(".")[2],
        defaults={"name": "Can publish, withdraw and change what is published"},
    )
    records = Permission.objects.using(using).filter(
        content_type__app_label="catalogue",
        content_type__model__in=[model._meta.model_name for model in app_config.get_models()],
        codename__regex=f"^({'|'.join(ACTIONS)})_",
    )
    of_chiefs = [
        permission.pk
        for permission in records
        if permission.codename.partition("_")[2] in CHIEFS_ONLY
        and not permission.codename.startswith("view_")
    ]
    editors, _made = Group.objects.using(using).get_or_create(name=EDITORS)
    editors.permissions.add(*records.exclude(pk__in=of_chiefs))
    chief_editors, _made = Group.objects.using(using).get_or_create(name=CHIEF_EDITORS)
    chief_editors.permissions.add(*records, publish)
