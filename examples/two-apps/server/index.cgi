#!/bin/sh
# Answers for "/" where there is no index.html: the greeting, for those who have the token.
if [ -n "$API_TOKEN" ] && [ "$HTTP_AUTHORIZATION" = "Bearer $API_TOKEN" ]; then
  printf 'Content-Type: text/plain\r\n\r\n'
  cat /etc/api/greeting
  echo
else
  printf 'Status: 401 Unauthorized\r\nContent-Type: text/plain\r\n\r\nThis needs a token.\n'
fi
