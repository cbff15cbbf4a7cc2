"""Themes for many fragments at once: what will change is shown before it happens."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.admin.boxes.widgets import choice_for
from catalogue.admin.lists.confirmation import AskingForm, Confirmation, asks_itself
from catalogue.admin.placing import Tagging, Wish, carry_out, log, plan
from catalogue.models import Fragment, Placement, Theme

ANSWER = "change_themes"  # the name of the box that says yes
MOST_NAMED = 5


class ThemesForm(AskingForm):
    """The theme to place fragments in, the one to take them out of, or both: then one replaces the
    other."""

    add = forms.ModelChoiceField(
        Theme.objects.all(), label=gettext_lazy("Place in the theme"), required=False
    )
    remove = forms.ModelChoiceField(
        Theme.objects.all(), label=gettext_lazy("Take out of the theme"), required=False
    )

    def __init__(self, *args, admin_site, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            choice_for(self.fields[name], Placement._meta.get_field("theme"), admin_site)

    def clean(self):
        add, remove = self.cleaned_data.get("add"), self.cleaned_data.get("remove")
        if not self.errors and not (add or remove):
            raise ValidationError(_("Choose a theme."))
        if not self.errors and add == remove:
            raise ValidationError(_("These are one theme. Choose another for one of the two."))
        return self.cleaned_data


class TagsMany:
    """For the admin of fragments: the action that changes their themes."""

    @admin.action(description=gettext_lazy("Change themes…"), permissions=["change"])
    @asks_itself
    def change_themes(self, request, queryset):
        question = Confirmation(
            action="change_themes",
            title=_("Change themes"),
            explanation=[
                _("Choose a theme to place these fragments in, one to take them out of, or both."),
                _("You see what will change before it happens."),
            ],
            button=_("Go on"),
            form=ThemesForm,
            form_options={"admin_site": self.admin_site},
        )

        def deed(answers):
            add, remove = answers["add"], answers["remove"]
            fragments = queryset.order_by("interview__sort_key", "start_ms", "pid")
            wished = {"add": [add] if add else [], "remove": [remove] if remove else []}
            tagging = plan([Wish(fragment, **wished) for fragment in fragments], request.user)
            sentences = _sentences(tagging, add, remove)
            if not tagging.touched:
                raise ValidationError([*sentences, _("So there is nothing to change.")])
            if request.POST.get(ANSWER) != tagging.mark:
                context = {"sentences": sentences, "name": ANSWER, "mark": tagging.mark}
                raise ValidationError(
                    render_to_string("admin/catalogue/_themes_asked.html", context)
                )
            carry_out(tagging)
            log(request.user, tagging)
            self.message_user(
                request,
                ngettext(
                    "The themes of %d fragment have changed.",
                    "The themes of %d fragments have changed.",
                    len(tagging.touched),
                )
                % len(tagging.touched),
                messages.SUCCESS,
            )

        return self.ask(request, queryset, question, deed)


def _sentences(tagging: Tagging, add: Theme | None, remove: Theme | None) -> list[str]:
    """What will change, and what will not: a sentence each, with the first fragments by name."""
    groups = [
        (
            ngettext(
                "%(count)d fragment comes into “%(theme)s”: %(names)s",
                "%(count)d fragments come into “%(theme)s”: %(names)s",
                len(tagging.placed),
            ),
            [row.fragment for row in tagging.placed],
            add,
        ),
        (
            ngettext(
                "%(count)d proposal for “%(theme)s” is confirmed: %(names)s",
                "%(count)d proposals for “%(theme)s” are confirmed: %(names)s",
                len(tagging.confirmed),
            ),
            [row.fragment for row in tagging.confirmed],
            add,
        ),
        (
            ngettext(
                "%(count)d fragment goes out of “%(theme)s”: %(names)s",
                "%(count)d fragments go out of “%(theme)s”: %(names)s",
                len(tagging.removed),
            ),
            [row.fragment for row in tagging.removed],
            remove,
        ),
        (
            ngettext(
                "%(count)d fragment is left alone, for only a chief editor writes it: %(names)s",
                "%(count)d fragments are left alone, for only a chief editor writes them: "
                "%(names)s",
                len(tagging.left),
            ),
            tagging.left,
            None,
        ),
    ]
    told = [
        words % {"count": len(fragments), "theme": theme, "names": _names(fragments)}
        for words, fragments, theme in groups
        if fragments
    ]
    return told or [_("They stand as you ask already.")]


def _names(fragments: list[Fragment]) -> str:
    named = ", ".join(f"“{fragment}”" for fragment in fragments[:MOST_NAMED])
    rest = len(fragments[MOST_NAMED:])
    if not rest:
        return named
    more = ngettext("and %d other", "and %d others", rest) % rest
    return f"{named} {more}"
