# The portal's own image: web, worker, beat and migrations run from it (docker-compose.yml).
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt
COPY . .
# The keys exist for this step only; compressing takes half a minute, so it happens here.
RUN PORTAL_SECRET_KEY=build PORTAL_SEAL_KEY=build PORTAL_STATE=/tmp/state \
    PORTAL_STATIC=compressed PORTAL_STATIC_ROOT=/app/staticfiles \
    sh -c '/venv/bin/python -m portal.standalone.messages \
        && /venv/bin/python manage.py collectstatic --noinput -v0'

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /var/lib/linli --uid 10001 linli
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings PORTAL_STATE=/var/lib/linli \
    PORTAL_STATIC=compressed PORTAL_STATIC_ROOT=/app/staticfiles
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER linli
VOLUME /var/lib/linli
EXPOSE 8000
CMD ["granian", "portal.wsgi:application", "--interface", "wsgi", "--http", "1", "--no-ws", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--respawn-failed-workers"]
