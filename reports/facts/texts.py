"""The written parts of a report. The programme's texts are written once and appear in each network's report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from indicators.models import AttentionPoint, Indicator
from reports.dataset import Text
from reports.models import Report, Section, SectionKey
from reports.tokens import replace

CHAPTERS = (
    SectionKey.PRINCIPLES,
    SectionKey.SETUP,
    SectionKey.SCHOOLS,
    SectionKey.UMBRELLAS,
    SectionKey.CITIES,
    SectionKey.POLICY,
    SectionKey.EXPERIENCES,
    SectionKey.LESSONS,
    SectionKey.DELIVERABLES,
    SectionKey.DISSEMINATION,
)
FROM_PROGRAMME = frozenset({SectionKey.PRINCIPLES, SectionKey.SETUP, SectionKey.UMBRELLAS, SectionKey.CITIES})
AFTER_PROGRAMME = frozenset({SectionKey.POLICY})  # the network's own words follow the common ones
FINISHED = frozenset({Section.State.READY, Section.State.APPROVED})


class Written:
    """All sections of one report, with the programme's where these are shared."""

    def __init__(self, report: Report, tokens: dict[str, str]) -> None:
        self._tokens = tokens
        self._broken: list[str] = []
        self._is_programme = report.network_id is None
        related = ("school", "group", "indicator", "umbrella", "city")
        sections = Section.objects.filter(programme_id=report.programme_id).select_related(*related)
        self._own = list(sections.filter(report=report))
        common = sections.filter(report__network__isnull=True)
        self._common = [] if self._is_programme else list(common)

    def fill(self, text: str) -> str:
        """The text with its figures; a token that names nothing is kept for the list of gaps."""
        return replace(text, self._tokens, self._broken.append)

    def chapters(self) -> tuple[Text, ...]:
        """The chapters in order; one that nobody wrote has an empty body."""
        return tuple(self._chapter(key) for key in CHAPTERS)

    def portraits(self) -> tuple[Text, ...]:
        """A text per line of the session table."""
        return tuple(self._text(section, _name_of(section)) for section in self._of(SectionKey.PORTRAIT))

    def umbrellas(self) -> tuple[Text, ...]:
        """A text per umbrella: in a network's report the common one, then the network's own."""
        return self._with_common(SectionKey.UMBRELLA)

    def cities(self) -> tuple[Text, ...]:
        """A text per city."""
        return tuple(self._text(section, _name_of(section)) for section in self._of(SectionKey.CITY))

    def of_indicator(self, indicator: Indicator) -> str:
        """The text beside an indicator's picture, empty when nobody wrote it."""
        return next((self.fill(section.body) for section in self._of(SectionKey.INDICATOR) if section.indicator_id == indicator.pk), "")

    def gaps(self) -> tuple[str, ...]:
        """What is not written or not finished, and tokens that name nothing; ask after everything was filled."""
        return (*self._unfinished(), *(f'Een tekst noemt een cijfer dat niet bestaat: "{name}".' for name in dict.fromkeys(self._broken)))

    def _unfinished(self) -> Iterable[str]:
        for text in self.chapters():
            if not text.is_finished:
                yield f"Hoofdstuk {text.title} is {'nog in opmaak' if text.body else 'nog leeg'}."
        for section in self._own:
            if section.key not in CHAPTERS and section.state not in FINISHED:
                yield f"{_place(section)}: {_name_of(section)} is {'nog in opmaak' if section.body else 'nog leeg'}."

    def _of(self, key: SectionKey) -> list[Section]:
        return [section for section in self._own if section.key == key]

    def _chapter(self, key: SectionKey) -> Text:
        sources = self._common if key in FROM_PROGRAMME and not self._is_programme else self._own
        section = next((each for each in sources if each.key == key), None)
        if section is None:
            return Text(key, key.label, "", is_finished=False)
        text = self._text(section, key.label)
        before = next((each for each in self._common if each.key == key), None) if key in AFTER_PROGRAMME else None
        if before is None:
            return text
        return Text(text.key, text.title, f"{self.fill(before.body)}\n\n{text.body}", text.is_finished)

    def _with_common(self, key: SectionKey) -> tuple[Text, ...]:
        common = {section.umbrella_id: section for section in self._common if section.key == key}
        texts = []
        for section in self._of(key):
            text = self._text(section, _name_of(section))
            before = common.get(section.umbrella_id)
            body = f"{self.fill(before.body)}\n\n{text.body}" if before else text.body
            texts.append(Text(text.key, text.title, body, text.is_finished))
        return tuple(texts)

    def _text(self, section: Section, title: str) -> Text:
        subject = section.school or section.group or section.umbrella or section.city
        key = f"{section.key}.{subject.key}" if subject else section.key
        return Text(key, title, self.fill(section.body), section.state in FINISHED and bool(section.body))


def points(report: Report) -> dict[int, list[str]]:
    """The chosen points of attention of the report's network (or of the programme), per indicator number."""
    chosen: dict[int, list[str]] = defaultdict(list)
    rows = AttentionPoint.objects.filter(programme_id=report.programme_id, network=report.network, state=AttentionPoint.State.CHOSEN)
    for number, text in rows.values_list("indicator__number", "text"):
        chosen[number].append(text)
    return chosen


def _name_of(section: Section) -> str:
    if section.indicator is not None:
        return f"indicator {section.indicator.number}"
    subject = section.school or section.group or section.umbrella or section.city
    return subject.name if subject else section.get_key_display()


def _place(section: Section) -> str:
    return section.key.rpartition(".")[0]
