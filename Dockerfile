# Untried: written without a container engine at hand; docs/operations.md tells what is.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
COPY requirements/prod.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq5 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 warmescholen
COPY --from=build /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH STATIC_ROOT=/app/var/static MEDIA_ROOT=/files
RUN SECRET_KEY=build DATABASE_URL=postgresql://build@build/build REDIS_URL=redis://build python manage.py collectstatic --noinput \
 && mkdir -p /files && chown warmescholen /files
USER warmescholen
CMD ["gunicorn", "warmescholen.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
