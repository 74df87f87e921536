#!/usr/bin/env bash
# phpdotenv 5.4.1 (Debian 12: php-vlucas-phpdotenv 5.4.1-1) takes `export PP=ab`, but refuses the file for `export P=ab`: a name of
# one letter behind `export` is "an invalid name". Without `export` one letter is fine. Needs php-cli and php-vlucas-phpdotenv.
# Exit 0: as described.
set -eu
read_env() {
  php -r 'require "/usr/share/php/Dotenv/autoload.php"; try { echo json_encode(Dotenv\Dotenv::parse($argv[1])); } catch (Throwable $e) { echo $e->getMessage(); }' -- "$1"
  echo
}
plain=$(read_env 'P=ab'); two=$(read_env 'export PP=ab'); one=$(read_env 'export P=ab')
printf 'P=ab:         %s\nexport PP=ab: %s\nexport P=ab:  %s\n' "$plain" "$two" "$one"
[ "$plain" = '{"P":"ab"}' ] && [ "$two" = '{"PP":"ab"}' ] && [[ $one == *'invalid name at [export P]'* ]]
