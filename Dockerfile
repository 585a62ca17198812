# The desk in an image: the packages of the run-time lock only, a user that is not root, data in /data.
# No builder was at hand where this was written; see docs/operations.md.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /tools && python -m venv /kefu
ARG PICTURES=no
COPY requirements.lock requirements-run.lock requirements-pictures.lock ./
RUN /tools/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
RUN /kefu/bin/pip install --no-cache-dir --require-hashes -r requirements-run.lock
RUN [ "$PICTURES" = no ] || /kefu/bin/pip install --no-cache-dir --require-hashes -r requirements-pictures.lock
COPY . .
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /kefu/bin/pip install --no-cache-dir --no-deps --no-index /wheel/*.whl

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home kefu && install -d -o kefu -g kefu -m 700 /data
COPY --from=build /kefu /kefu
ENV PATH=/kefu/bin:$PATH PYTHONUNBUFFERED=1 WEB_HOST=0.0.0.0
USER kefu
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health', timeout=2)"]
CMD ["kefu", "run"]
