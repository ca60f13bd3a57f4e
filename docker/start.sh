#!/bin/sh
# Starts the program, with the classes that its first run loaded kept ready for all later ones (AOT cache, JEP 514).
# The first run trains: its cache is written when it is stopped.
set -eu
cache=/cache/$PROGRAM-$(cksum </app/app.jar | cut -d' ' -f1).aot
find /cache -name "*.aot*" ! -path "$cache" -delete
if [ -s "$cache" ]; then
  ready=-XX:AOTCache=$cache
else
  ready=-XX:AOTCacheOutput=$cache
fi
# shellcheck disable=SC2086 # JAVA_OPTIONS holds several
exec java "$ready" -Xlog:aot*=off -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=70 \
  --enable-native-access=ALL-UNNAMED ${JAVA_OPTIONS:-} -jar /app/app.jar
