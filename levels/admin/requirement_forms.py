"""What staff type when they compose what a level asks: for each kind of requirement only the fields it needs."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from levels.models import Level, Requirement, RequirementGroup, RequirementKind

OWN_FIELDS = {
    RequirementKind.RESOURCES: ["module"],
    RequirementKind.ASSESSMENT: ["assessment"],
    RequirementKind.ATTENDANCE: ["activity", "share", "times"],
    RequirementKind.CASES: ["case_part", "times"],
    RequirementKind.EVALUATION: ["survey"],
    RequirementKind.SIGN_OFF: [],
    RequirementKind.LEVEL: ["earlier"],
}


class GroupForm(forms.ModelForm):
    class Meta:
        model = RequirementGroup
        fields = ["set", "title", "operator", "least", "order"]
        widgets = {"set": forms.HiddenInput}
        help_texts = {"least": _("Only for “at least so many of them”.")}


class RequirementForm(forms.ModelForm):
    """`group` and `kind` come with the link that led here and are not asked for."""

    class Meta:
        model = Requirement
        fields = ["group", "kind", "title", "key", "order"]
        widgets = {"group": forms.HiddenInput, "kind": forms.HiddenInput}
        help_texts = {
            "title": _("People read it, with how far they are."),
            "key": _(
                "Names it through all versions: what was signed off or exempted under it keeps counting."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        group = self._group()
        if group is None:
            return
        level = group.set.level
        choices = {
            "module": level.modules.all(),
            "activity": level.activities.all(),
            "earlier": Level.objects.filter(pathway=level.pathway_id).exclude(pk=level.pk),
        }
        for name, rows in choices.items():
            if name in self.fields:
                self.fields[name].queryset = rows

    def _group(self):
        if self.instance.group_id:
            return self.instance.group
        key = self.data.get("group") or self.initial.get("group")
        found = (
            RequirementGroup.objects.filter(pk=key, set__published_at=None) if str(key).isdigit() else None
        )
        return found.first() if found else None

    def clean_group(self):
        group = self.cleaned_data["group"]
        if group.set.published_at:
            raise forms.ValidationError(_("This version is published: start the next one."))
        return group


def key_for(group, kind):
    """A key that no requirement of this version has yet."""
    base = slugify(kind.replace("_", "-"))
    taken = set(Requirement.objects.filter(group__set=group.set_id).values_list("key", flat=True))
    return next(key for key in [base, *(f"{base}-{n}" for n in range(2, 99))] if key not in taken)
