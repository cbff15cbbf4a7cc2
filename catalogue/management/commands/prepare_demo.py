"""`manage.py prepare_demo`: what `make demo` shows, ready to be served."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from catalogue.access.backends import DEMO_GROUP
from catalogue.access.groups import CHIEF_EDITORS, EDITORS
from catalogue.management import static_files
from catalogue.management.progress import Progress
from catalogue.models import Fragment, Interview
from catalogue.search import has_index, reindex

USERS = {"redactie": EDITORS, "eindredactie": CHIEF_EDITORS}
STATIC_STEPS = 4  # copied, hashed, and compressed in two ways


class Command(BaseCommand):
    help = (
        "Prepares the demonstration: database, catalogue, editors whose passwords are their names, "
        "recordings and static files. What is ready is left alone, what editors changed too; an "
        "interrupted run is carried on by the next. `make demo` calls it."
    )

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "The demonstration has editors whose passwords everybody knows, so it is made only "
                "where DJANGO_DEMO=1 is set, as `make demo` does."
            )
        try:
            self.migrate()
            self.load()
            self.add_editors()
            call_command("make_demo_media", stdout=self.stdout)
            self.collect_static_files()
        except KeyboardInterrupt:
            raise CommandError("Interrupted. The next run carries on.", returncode=130) from None
        except (OSError, OperationalError) as error:
            raise CommandError(
                f"The demonstration could not be written: {error}. Is there room in "
                f"{settings.VAR_DIR}, and may it be written to? The next run carries on."
            ) from error

    def migrate(self):
        """The tables; and the groups of editors, which are made after every migration."""
        if connection.vendor == "sqlite":
            Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        with Progress(self.stdout, "Database", total=steps) as progress:
            call_command(Migrate(progress.step), verbosity=0)
        self.tell("Database", f"{steps} migrations applied" if steps else "up to date")

    def load(self):
        """The catalogue, unless there is one: that may be an editor's by now."""
        is_new = not Interview.objects.exists()
        if is_new:
            call_command("loaddata", "demo", verbosity=0)
        content = f"{Fragment.objects.count()} fragments in {Interview.objects.count()} interviews"
        self.tell("Catalogue", f"{content}, {'loaded' if is_new else 'kept as they are'}")
        if not has_index():
            self.tell("Search index", f"made of {reindex()} fragments")
        else:
            self.tell("Search index", "kept, and what changed with it")

    @transaction.atomic
    def add_editors(self):
        """An editor and a chief editor, marked so that they can log in nowhere else."""
        mark, _made = Group.objects.get_or_create(name=DEMO_GROUP)
        for name, group in USERS.items():
            user = User.objects.filter(username=name).first()
            if user is None:
                user = User.objects.create_user(name, password=name, is_staff=True)
            elif mark not in user.groups.all():
                raise CommandError(
                    f"There is a user “{name}” here who is not the demonstration's. It is for a "
                    "database of its own: leave DATABASE_URL out."
                )
            user.groups.add(mark, Group.objects.get(name=group))
        self.tell("Editors", " and ".join(USERS))

    def collect_static_files(self):
        files = static_files.sources()
        current, stamp = static_files.fingerprint(files), static_files.stamp()
        if static_files.are_collected(current):
            self.tell("Static files", "up to date")
            return
        stamp.unlink(missing_ok=True)
        # All afresh: the half of a file that an interrupted run left would pass for a whole one.
        total = STATIC_STEPS * len(files)
        with Progress(self.stdout, "Static files", total=total) as progress:
            call_command(CollectStatic(progress.step), clear=True, interactive=False, verbosity=0)
        stamp.write_text(current)
        self.tell("Static files", "collected")

    def tell(self, label: str, what: str):
        self.stdout.write(f"{label}: {what}.")
        self.stdout.flush()


class Migrate(migrate.Command):
    """Django's, which calls `on_step` after each migration."""

    def __init__(self, on_step: Callable[[], None]):
        super().__init__()
        self.on_step = on_step

    def migration_progress_callback(self, action, migration=None, fake=False):
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success":
            self.on_step()


class CollectStatic(collectstatic.Command):
    """Django's, which calls `on_step` after each step with a file instead of telling of it."""

    def __init__(self, on_step: Callable[[], None]):
        super().__init__()
        self.on_step = on_step

    def log(self, msg, level=2):
        self.on_step()
