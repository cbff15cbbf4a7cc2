"""What `reindex` says where there is no index that it can read."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("options", "begins"),
    [({"check": True}, "Nothing was compared: "), ({"changed": True}, "Nothing was done: ")],
    ids=["check", "changed"],
)
def test_index_that_is_not_there_is_told_as_what_was_asked(options, begins):
    with pytest.raises(CommandError) as refused:
        call_command("reindex", **options)

    assert str(refused.value) == f"{begins}there is no index yet: run `manage.py reindex`."
