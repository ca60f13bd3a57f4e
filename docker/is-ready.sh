#!/bin/bash
# Asks the program whether it is ready, with nothing that the image may lack.
case $PROGRAM in
  auth-server) port=9000 ;;
  resource-server) port=8090 ;;
  web-client) port=8080 ;;
esac
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r status <&3
[[ $status == *" 200"* ]]
