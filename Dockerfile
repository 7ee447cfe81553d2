# One recipe, an image a process:  docker build --build-arg SERVICE=ingress --tag nudge-ingress .
# SERVICE is ingress, scheduler, notifier or simulator; each image holds its own code and libraries and no other's.
ARG PYTHON=python:3.13-slim
ARG SERVICE

FROM ${PYTHON} AS builder
ARG SERVICE
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements/${SERVICE}.txt /requirements.txt
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install -qq --no-deps --require-hashes -r /requirements.txt
WORKDIR /app
COPY shared shared
COPY services services
COPY simulator simulator
COPY deploy/compose/healthy.py .
RUN python -m compileall -q . && mkdir empty

FROM ${PYTHON} AS runtime
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
LABEL org.opencontainers.image.title="Nudge" \
      org.opencontainers.image.description="A reminder bot that people talk to on WhatsApp." \
      org.opencontainers.image.licenses="MIT"
COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
COPY --from=builder /app/healthy.py .
COPY --from=builder /app/shared shared
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["python", "healthy.py"]

FROM runtime AS ingress
ENV PROBE_PORT=9101 HEALTHY=PROBE_PORT/ready
EXPOSE 8000 9101
COPY --from=builder /app/services/__init__.py services/
COPY --from=builder /app/services/ingress services/ingress
CMD ["python", "-m", "services.ingress"]

FROM runtime AS scheduler
ENV PROBE_PORT=9102 HEALTHY=PROBE_PORT/ready
EXPOSE 9102
COPY --from=builder /app/services/__init__.py services/
COPY --from=builder /app/services/scheduler services/scheduler
CMD ["python", "-m", "services.scheduler"]

FROM runtime AS notifier
ENV PROBE_PORT=9103 HEALTHY=PROBE_PORT/ready
EXPOSE 9103
COPY --from=builder /app/services/__init__.py services/
COPY --from=builder /app/services/notifier services/notifier
CMD ["python", "-m", "services.notifier"]

FROM runtime AS simulator
ENV SIMULATOR_HOST=0.0.0.0 SIMULATOR_PORT=8080 HEALTHY=SIMULATOR_PORT/healthz
EXPOSE 8080
COPY --from=builder --chown=10001:10001 /app/empty /data
COPY --from=builder /app/simulator simulator
CMD ["python", "-m", "simulator"]

FROM ${SERVICE}
