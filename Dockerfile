# One recipe, an image a process:  docker build --build-arg SERVICE=ingress --tag nudge-ingress .
# SERVICE is ingress, scheduler, notifier, simulator or locks; each image holds its own code and libraries and no
# other's. PYTHON may name the base by its digest: --build-arg PYTHON=python:3.13-slim@sha256:...
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
COPY deploy deploy
RUN python -m compileall -q . && mkdir empty \
    && for user in ingress scheduler notifier provision operator monitor nats redis; do mkdir -p keys/$user; done

FROM ${PYTHON} AS runtime
# The base has its library as text only, and nobody inside may write: every start would compile it anew.
RUN python -m compileall -q -x 'site-packages|/test/|/idlelib/|/lib2to3/|/tkinter/|/turtledemo/' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
LABEL org.opencontainers.image.title="Nudge" \
      org.opencontainers.image.description="A reminder bot that people talk to on WhatsApp." \
      org.opencontainers.image.licenses="MIT"
COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
USER 10001:10001

FROM runtime AS locks
# Who mounts a new volume first gives it its owner: these are for others of the same user.
COPY --from=builder --chown=10001:10001 /app/keys /keys
COPY --from=builder --chown=10001:10001 /app/empty /stores/nats
COPY --from=builder /app/shared/__init__.py shared/
COPY --from=builder /app/shared/contract shared/contract
COPY --from=builder /app/deploy/__init__.py deploy/
COPY --from=builder /app/deploy/locks deploy/locks
HEALTHCHECK NONE
CMD ["python", "-m", "deploy.locks", "/keys"]

FROM runtime AS process
COPY --from=builder /app/deploy/compose/healthy.sh .
COPY --from=builder /app/shared shared
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "healthy.sh"]

FROM process AS ingress
ENV PROBE_PORT=9101 HEALTHY=PROBE_PORT/ready
EXPOSE 8000 9101
COPY --from=builder /app/services/__init__.py services/
COPY --from=builder /app/services/ingress services/ingress
CMD ["python", "-m", "services.ingress"]

FROM process AS scheduler
ENV PROBE_PORT=9102 HEALTHY=PROBE_PORT/ready
EXPOSE 9102
COPY --from=builder /app/services/__init__.py services/
COPY --from=builder /app/services/scheduler services/scheduler
CMD ["python", "-m", "services.scheduler"]

FROM process AS notifier
ENV PROBE_PORT=9103 HEALTHY=PROBE_PORT/ready
EXPOSE 9103
COPY --from=builder /app/services/__init__.py services/
COPY --from=builder /app/services/notifier services/notifier
CMD ["python", "-m", "services.notifier"]

FROM process AS simulator
ENV SIMULATOR_HOST=0.0.0.0 SIMULATOR_PORT=8080 HEALTHY=SIMULATOR_PORT/healthz
EXPOSE 8080
COPY --from=builder --chown=10001:10001 /app/empty /data
COPY --from=builder /app/simulator simulator
CMD ["python", "-m", "simulator"]

FROM ${SERVICE}
