# Run once by the database's entry point: a role and a database for each program.
for program in auth-server resource-server web-client; do
  name=$(echo "$program" | tr - _)
  psql -v ON_ERROR_STOP=1 -U postgres -d postgres \
    -c "create role $name login password '$(cat "/secrets/$program")'" \
    -c "create database $name owner $name"
done
