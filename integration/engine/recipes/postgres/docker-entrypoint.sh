#!/bin/sh
# Makes the database on an empty volume, then becomes the server. The first part listens on a unix socket only,
# so that nobody who asks over TCP takes the server for ready before it is.
set -eu

file_env() { # file_env NAME DEFAULT: the value of NAME, or the content of the file that NAME_FILE names
  eval "value=\${$1-} file=\${$1_FILE-}"
  if [ -n "$value" ] && [ -n "$file" ]; then
    echo "error: both $1 and $1_FILE are set" >&2
    exit 1
  fi
  if [ -n "$file" ]; then
    [ -r "$file" ] || { echo "error: $1_FILE: uid $(id -u) can't read $file" >&2; exit 1; }
    value=$(cat "$file")
  fi
  printf '%s' "${value:-$2}"
}

first_start() {
  user=$(file_env POSTGRES_USER postgres)
  database=$(file_env POSTGRES_DB "$user")
  password=$(file_env POSTGRES_PASSWORD '')
  if [ -z "$password" ]; then
    echo "error: the database is empty and no password is given: set POSTGRES_PASSWORD_FILE" >&2
    exit 1
  fi
  password_file=$(mktemp)
  printf '%s\n' "$password" >"$password_file"
  # shellcheck disable=SC2086
  initdb --username="$user" --pwfile="$password_file" --auth-local=trust --auth-host=scram-sha-256 --no-sync \
    --no-instructions ${POSTGRES_INITDB_ARGS:-} >/dev/null
  rm -f "$password_file"
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"

  sql() { psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username="$user" --no-password "$@"; }
  pg_ctl start --silent --wait -D "$PGDATA" -o "-c listen_addresses='' -c fsync=off -c full_page_writes=off"
  if [ "$database" != postgres ]; then
    printf 'CREATE DATABASE :"name";\n' | sql --dbname=postgres -v name="$database"
  fi
  for script in /docker-entrypoint-initdb.d/*; do
    # shellcheck disable=SC1090
    case $script in
      *.sh) echo "running $script"; . "$script" ;;
      *.sql) echo "running $script"; sql --dbname="$database" -f "$script" ;;
    esac
  done
  pg_ctl stop --silent --wait -D "$PGDATA" -m fast
  sync -f "$PGDATA"
  echo "the database is made"
}

if [ "${1-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then first_start; fi
exec "$@"
