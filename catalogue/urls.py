"""Addresses of the public site: nouns that a person can shorten by hand and still arrive."""

from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from catalogue.views import (
    browse,
    choices,
    embed,
    files,
    fragments,
    interviews,
    pages,
    suggestions,
)

app_name = "catalogue"

SITEMAP = {"sitemaps": pages.SITEMAPS}

urlpatterns = [
    path("", pages.home, name="home"),
    path("fragmenten/", fragments.fragment_list, name="fragment-list"),
    path("fragmenten/suggesties/", suggestions.suggestions, name="suggestions"),
    path("fragmenten/kies/<str:name>/", choices.choices, name="choices"),
    path("fragmenten/<str:pid>/", fragments.fragment_detail, name="fragment-pid"),
    path("fragmenten/<str:pid>/<str:slug>/", fragments.fragment_detail, name="fragment-detail"),
    path("insluiten/<str:pid>/", embed.embed, name="embed"),
    path("interviews/", interviews.interview_list, name="interview-list"),
    path("interviews/<str:slug>/", interviews.interview_detail, name="interview-detail"),
    path("themas/", browse.theme_list, name="theme-list"),
    path("themas/<str:slug>/", browse.theme_detail, name="theme-detail"),
    path("personen/", browse.person_list, name="person-list"),
    path("personen/<str:slug>/", browse.person_detail, name="person-detail"),
    path("organisaties/", browse.organisation_list, name="organisation-list"),
    path("organisaties/<str:slug>/", browse.organisation_detail, name="organisation-detail"),
    path("achtergrond/", browse.background_list, name="background-list"),
    path("achtergrond/<str:slug>/", browse.background_detail, name="background-detail"),
    path("over/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path("opname/<str:pid>/<str:name>", files.recording_file, name="recording-file"),
    path("beeld/<str:key>/<str:name>", files.picture, name="picture"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("healthz", pages.healthz, name="healthz"),
    path(
        "sitemap.xml",
        require_safe(sitemap_index),
        SITEMAP | {"sitemap_url_name": "catalogue:sitemap-section"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", require_safe(sitemap), SITEMAP, name="sitemap-section"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security, name="security"),
]
