#!/bin/sh
# Hands the image's own entry point the password that was made for this installation.
set -eu
POSTGRES_PASSWORD=$(cat /secrets/postgres)
export POSTGRES_PASSWORD
entry=$(command -v docker-entrypoint.sh || echo /entry.sh)
exec "$entry" postgres
