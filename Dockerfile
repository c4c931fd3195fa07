# One image for web, worker, notary, sweep and the migration job; which one it is, the command says.

FROM python:3.11-slim AS build
COPY requirements/bootstrap.txt requirements/production.txt /build/
RUN python -m venv /venv \
    && python -m pip install --no-cache-dir --require-hashes -r /build/bootstrap.txt \
    && uv pip sync --no-cache --python /venv/bin/python --require-hashes --compile-bytecode \
       /build/production.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=vsrisk.settings \
    VSRISK_BIND=0.0.0.0 \
    VSRISK_DATA_DIR=/data \
    VSRISK_STATIC_ROOT=/app/static-collected
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin vsrisk \
    && install -d -o vsrisk -g vsrisk -m 0700 /data /notary
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY vsrisk vsrisk
COPY assessments assessments
COPY templates templates
COPY static static
COPY deploy deploy
# Static files need no database; the addresses below lead nowhere and stay out of the image.
RUN python -m compileall -q assessments vsrisk \
    && VSRISK_SECRET_KEY=only-while-building VSRISK_DATABASE_URL=postgres://none@127.0.0.1/none \
       VSRISK_REDIS_URL=redis://127.0.0.1:1/0 python manage.py collectstatic --no-input
USER vsrisk
VOLUME /data /notary
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.py", "vsrisk.wsgi:application"]
