"""Attempts to log in, as long as they count. The log has them for longer: see log.py."""

from django.db import models


class Attempt(models.Model):
    """An attempt at a name from an address: failed, until the password was right."""

    name = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)
    succeeded = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["address", "name"], name="attempt_address_name")]

    def __str__(self):
        return f"{self.name}, {self.address}"
