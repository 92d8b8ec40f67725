"""The indicators room in the API, one file per noun."""

from indicators.api import definitions, distributions, ratings

urlpatterns = [*definitions.urlpatterns, *ratings.urlpatterns, *distributions.urlpatterns]
