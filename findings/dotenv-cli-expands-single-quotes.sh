#!/usr/bin/env bash
# dotenv-cli 11.0.0 (npm) replaces `$NAME` in single quotes too: `P='Adm1n$ecret'` gives the program `Adm1n`, while dotenv 17.4.2
# gives it all of the value. Quotes of either kind protect `#`, but only a backslash protects `$`. Needs node and npm.
# Exit 0: as described.
set -eu
d=$(mktemp -d); trap 'rm -rf "$d"' EXIT; cd "$d"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dotenv-cli@11.0.0 dotenv@17.4.2 >/dev/null
printf '%s\n' "P='Adm1n\$ecret#1'" "Q='Adm1n\\\$ecret#1'" > .env
cli=$(npx dotenv -- node -p 'process.env.P + " " + process.env.Q')
lib=$(node -e 'const p = require("dotenv").parse(require("fs").readFileSync(".env")); console.log(p.P + " " + p.Q)')
echo "dotenv-cli: $cli"
echo "dotenv:     $lib"
[ "$cli" = 'Adm1n#1 Adm1n$ecret#1' ] && [ "$lib" = 'Adm1n$ecret#1 Adm1n\$ecret#1' ]
