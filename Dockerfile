# Wian's service form: the same image runs `wian init`, `wian worker`, `wian beat` and `wian web` (docker-compose.yml).
# LibreOffice is only in it if asked for, since it makes the image much larger: --build-arg PDF=yes.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

WORKDIR /opt/wian
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

# For PDFs of letters: LibreOffice, and TH Sarabun for the whole system (docs/fonts.md).
ARG PDF=
COPY requirements-fonts.lock ./
RUN if [ -n "$PDF" ]; then \
    apt-get update && apt-get install -y --no-install-recommends libreoffice-writer-nogui \
    && rm -rf /var/lib/apt/lists/* \
    && pip download --no-deps --only-binary :all: --require-hashes -r requirements-fonts.lock -d /tmp/fonts \
    && python -m zipfile -e /tmp/fonts/*.whl /tmp/fonts && mkdir -p /usr/local/share/fonts \
    && mv /tmp/fonts/odoo/addons/l10n_th_base_utils/static/fonts/thai/THSarabun*/*.ttf /usr/local/share/fonts/ \
    && rm -rf /tmp/fonts; \
    fi

# Installed in place: the program takes what ships with it (config, templates) from the folder it lies in.
COPY pyproject.toml ./
COPY config config
COPY templates/letters templates/letters
COPY templates/mail templates/mail
COPY templates/web templates/web
COPY workflow workflow
COPY runtime runtime
COPY tasks tasks
COPY web web
COPY monitoring monitoring
COPY cli cli
RUN pip install --no-deps --no-build-isolation -e . && python -m compileall -q workflow runtime tasks web monitoring cli

# What Wian makes lies below the folder it is started in; a new volume takes its owner from here.
RUN useradd --uid 10001 --no-create-home wian \
    && install -d -o wian -g wian /var/lib/wian /var/lib/wian/data /var/lib/wian/data/attachments /var/lib/wian/data/letters
USER wian
WORKDIR /var/lib/wian
CMD ["wian", "--help"]
