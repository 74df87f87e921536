#!/usr/bin/env bash
# env-cmd 11.0.0 (npm) passes over `export P=ab` and `P: ab` without a word, and gives nothing for a quoted value of two lines, where
# dotenv 17.4.2 sets all three. A project that changes from one to the other starts with variables missing. Needs node and npm.
# Exit 0: as described.
set -eu
d=$(mktemp -d); trap 'rm -rf "$d"' EXIT; cd "$d"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund env-cmd@11.0.0 dotenv@17.4.2 >/dev/null
printf 'export GN_A=ab\nGN_B: ab\nGN_C="one\ntwo"\n' > t.env
show='JSON.stringify([process.env.GN_A, process.env.GN_B, process.env.GN_C])'
cmd=$(npx env-cmd -f t.env -- node -p "$show")
lib=$(node -e 'const p = require("dotenv").parse(require("fs").readFileSync("t.env")); console.log(JSON.stringify([p.GN_A, p.GN_B, p.GN_C]))')
echo "env-cmd: $cmd"
echo "dotenv:  $lib"
[ "$cmd" = '[null,null,""]' ] && [ "$lib" = '["ab","ab","one\ntwo"]' ]
