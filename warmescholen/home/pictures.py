"""Distributions as pictures on pages over all rooms: a group beside the programme, as far as the reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from indicators.models import RatingSource, Round
from indicators.queries import By, Distribution, Reading, read
from networks.models import Network
from warmescholen.accounts.access import Access
from warmescholen.ui.charts import Bar, Level, distribution_bars


@dataclass(frozen=True)
class IndicatorPicture:
    """An indicator on screen: its chart, and the figures for the table beside it."""

    number: int
    name: str
    statement: str
    chart: SafeString
    own: Distribution | None
    programme: Distribution

    @property
    def is_kept_back(self) -> bool:
        """Whether levels are left out because they would tell of fewer than five schools."""
        return self.programme.is_kept_back or (self.own is not None and self.own.is_kept_back)


def pictures(round_: Round, access: Access, network: Network | None = None) -> list[IndicatorPicture]:
    """What was agreed in a round over the whole programme, under that of a network when one is named; a fixed number of queries."""
    whole = read(round_, by=By.PROGRAMME, access=access, source=RatingSource.AGREED)
    parts = read(round_, by=By.NETWORK, access=access, source=RatingSource.AGREED) if network else None
    links = round_.indicator_links.select_related("indicator_version__indicator").order_by("indicator_version__indicator__number")
    found = []
    for version in (link.indicator_version for link in links):
        number = version.indicator.number
        own = _own(parts, number, network) if parts and network else None
        programme = next(iter(whole.of(number)))
        title = f"Indicator {number}: {version.short_name}"
        chart = distribution_bars([_bar(each) for each in (own, programme) if each is not None], title=title)
        found.append(IndicatorPicture(number, version.short_name, version.statement, chart, own, programme))
    return found


def _own(parts: Reading, number: int, network: Network) -> Distribution:
    """The network's own; it stands among the small ones, or has no school in the round, when it is not there by name."""
    return parts.find(number, By.NETWORK, network.key, network.name)


def _bar(distribution: Distribution) -> Bar:
    levels = tuple(Level(share.name, share.count) for share in distribution.shares)
    label = f"{distribution.group.label}, te weinig scholen om te tonen" if distribution.is_kept_back else distribution.group.label
    return Bar(label, levels, distribution.missing if levels else 0)
