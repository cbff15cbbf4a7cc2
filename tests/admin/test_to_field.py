"""`?_to_field=` in an address of the admin: Django's popups send it, and strangers anything."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import (
    ChiefEditorFactory,
    MediaFileFactory,
    PlacementFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("page", "method"), [("change", "get"), ("delete", "post")])
def test_page_of_a_record_minds_no_field_to_refer_to(client, page, method):
    client.force_login(ChiefEditorFactory(is_superuser=True))
    PlacementFactory(), MediaFileFactory(), TranscriptFactory()

    statuses = {}
    for model in admin.site._registry:
        record = model._default_manager.first()
        relations = [relation.name for relation in model._meta.related_objects]
        for name in ["", "geen-veld", *relations[:1]] if record else ():
            address = reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[record.pk]
            )
            response = getattr(client, method)(address, query_params={"_to_field": name})
            statuses[address, name] = response.status_code

    assert len(statuses) > 20
    assert {case: status for case, status in statuses.items() if status >= 400} == {}
