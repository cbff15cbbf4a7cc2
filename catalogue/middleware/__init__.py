"""Middleware: what stands between the web server and the views."""
