#!/bin/sh
# Makes, once, the secrets of this installation, each where only those read it who need it.
# A file's name is the name of the setting that it holds (Spring's configtree).
set -eu
umask 022

random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
random_word() { random | tr '+/' '-_' | tr -d '='; }

put() { # put FOLDER SETTING VALUE
  [ -s "/secrets/$1/$2" ] || printf %s "$3" >"/secrets/$1/$2"
}

put database postgres "$(random_word)"
for program in auth-server resource-server web-client; do
  put database "$program" "$(random_word)"
  put "$program" spring.datasource.password "$(cat "/secrets/database/$program")"
done

put auth-server gatehouse.encryption-key "$(random)"
put web-client gatehouse.encryption-key "$(random)"

put web-client spring.security.oauth2.client.registration.gatehouse.client-secret "gh_cs_$(random_word)"
put auth-server spring.security.oauth2.authorizationserver.client.web-client.registration.client-secret \
  "{noop}$(cat /secrets/web-client/spring.security.oauth2.client.registration.gatehouse.client-secret)"
put auth-server spring.security.oauth2.authorizationserver.client.machine.registration.client-secret \
  "{noop}gh_cs_$(random_word)"

put auth-server 'gatehouse.initial-accounts[0].username' ada
put auth-server 'gatehouse.initial-accounts[0].name' 'Ada Lovelace'
put auth-server 'gatehouse.initial-accounts[0].password' "$(random_word | cut -c1-20)"
chmod 444 /secrets/*/*
