"""What every form of the house shares: its templates, and refusals of services as errors on the form."""

from __future__ import annotations

import datetime
from types import TracebackType
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict


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


class SeenField(forms.Field):
    """Which version of a row a person saw: its `updated_at`, carried by the form so that a colleague's edit is noticed."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def prepare_value(self, value: Any) -> Any:
        """As text that keeps every digit of the moment."""
        return value.isoformat() if isinstance(value, datetime.datetime) else value

    def to_python(self, value: Any) -> datetime.datetime | None:
        """The moment; None when there was nothing to see yet."""
        if not value:
            return None
        try:
            return datetime.datetime.fromisoformat(str(value))
        except ValueError as error:
            raise forms.ValidationError("Herlaad de pagina.") from error


class HouseForm(forms.Form):
    """A form whose service may refuse."""

    use_required_attribute = False  # errors stand beside their field, in our own words

    def refusals(self, *kinds: type[Exception], field: str | None = None) -> Refusals:
        """`with form.refusals(SprintClosed): ...`: a refusal is an error on the form, whose text says why."""
        return Refusals(self, kinds, field)

    def see_again(self, moment: datetime.datetime, *, field: str = "seen") -> None:
        """Show the form once more to who now also saw what a colleague made of it: sending it again counts."""
        data = MultiValueDict(self.data.lists()) if isinstance(self.data, MultiValueDict) else dict(self.data)
        data[self.add_prefix(field)] = moment.isoformat()
        self.data = data
