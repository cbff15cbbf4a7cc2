"""Nothing that was typed is lost, and nothing that a colleague saved is undone."""
