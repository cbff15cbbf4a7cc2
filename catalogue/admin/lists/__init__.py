"""The lists of the admin: search, filters, and acts on many records or one after another."""
