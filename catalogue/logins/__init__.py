"""Who comes in: the brake on guessing passwords, the log of it, and when sessions end.

An application of its own: its rows are about editors' browsers and not about the catalogue.
"""
