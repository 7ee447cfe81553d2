#!/bin/bash
# The health check inside an image: exit code 0 when the process there is ready.
# HEALTHY names the setting that holds the port, and the path: PROBE_PORT/ready.
# Bash, because it runs every few seconds in every container: to start Python for it takes twenty times as long.
setting=${HEALTHY%%/*} path=${HEALTHY#*/}
exec 3<>"/dev/tcp/127.0.0.1/${!setting}" || exit 1
printf 'GET /%s HTTP/1.0\r\n\r\n' "$path" >&3
mapfile -t said <&3
echo "${said[@]//$'\r'/}"
[[ ${said[0]} == "HTTP/1."?" 200 "* ]]
