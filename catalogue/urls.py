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
    people,
    suggestions,
)
from catalogue.views.kept import kept

app_name = "catalogue"

SITEMAP = {"sitemaps": pages.SITEMAPS}

urlpatterns = [
    path("", kept(pages.home), name="home"),
    path("fragmenten/", kept(fragments.fragment_list), name="fragment-list"),
    path("fragmenten/suggesties/", suggestions.suggestions, name="suggestions"),
    path("fragmenten/kies/<str:name>/", kept(choices.choices), name="choices"),
    path("fragmenten/<str:pid>/", kept(fragments.fragment_detail), name="fragment-pid"),
    path(
        "fragmenten/<str:pid>/<str:slug>/", kept(fragments.fragment_detail), name="fragment-detail"
    ),
    path("insluiten/<str:pid>/", embed.embed, name="embed"),
    path("interviews/", kept(interviews.interview_list), name="interview-list"),
    path("interviews/<str:slug>/", kept(interviews.interview_detail), name="interview-detail"),
    path("themas/", kept(browse.theme_list), name="theme-list"),
    path("themas/<str:slug>/", kept(browse.theme_detail), name="theme-detail"),
    path("personen/", kept(people.person_list), name="person-list"),
    path("personen/<str:slug>/", kept(people.person_detail), name="person-detail"),
    path("organisaties/", kept(people.organisation_list), name="organisation-list"),
    path("organisaties/<str:slug>/", kept(people.organisation_detail), name="organisation-detail"),
    path("achtergrond/", kept(browse.background_list), name="background-list"),
    path("achtergrond/<str:slug>/", kept(browse.background_detail), name="background-detail"),
    path("over/", kept(pages.about), name="about"),
    path("privacy/", kept(pages.privacy), name="privacy"),
    path("toegankelijkheid/", kept(pages.accessibility), name="accessibility"),
    path("opname/<str:pid>/<str:name>", files.recording_file, name="recording-file"),
    path(
        "opname/<str:pid>/<str:name>/golf-<int:rate>",
        files.recording_waveform,
        name="recording-waveform",
    ),
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
