"""Numbers in lists."""

from django.db.models import Count, IntegerField, Manager, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet | Manager, by: str) -> Coalesce:
    """How many of these rows have a list's record at their field `by`, for annotate().

    A subquery: counting over joins would multiply one count by the other, and would have the
    database group the whole list before it shows a page of it.
    """
    own = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    numbers = own.annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)
