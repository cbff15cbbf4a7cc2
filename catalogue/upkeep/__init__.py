"""What the checks of an operator found, for the editors to read.

An application of its own: its rows are about files on the disk and not about the catalogue.
"""
