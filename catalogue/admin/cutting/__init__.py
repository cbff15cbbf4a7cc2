"""The page of an interview, on which its fragments are cut beside the player."""
