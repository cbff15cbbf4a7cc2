"""The fields of forms: boxes to type in, to choose by, and to read."""
