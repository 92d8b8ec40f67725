"""What every form of the house shares: its templates, and refusals of services as errors on the form."""

from __future__ import annotations

from types import TracebackType

from django import forms
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Forms and fields look like the house, wherever a template says `{{ form }}` or `{{ field.as_field_group }}`."""

    form_template_name = "components/_form.html"
    field_template_name = "components/_field.html"


class Refusals:
    """Turns the named exceptions of a service into an error of the form; leaving normally means it was accepted."""

    def __init__(self, form: forms.BaseForm, kinds: tuple[type[Exception], ...], field: str | None) -> None:
        self.form, self.kinds, self.field = form, kinds, field

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> bool:
        """Keep a refusal, let everything else through."""
        if error is None or not isinstance(error, self.kinds):
            return False
        self.form.add_error(self.field, str(error))
        return True


class HouseForm(forms.Form):
    """A form whose service may refuse."""

    use_required_attribute = False  # errors stand beside their field, in our own words

    def refusals(self, *kinds: type[Exception], field: str | None = None) -> Refusals:
        """`with form.refusals(SprintClosed): ...`: a refusal is an error on the form, whose text says why."""
        return Refusals(self, kinds, field)
