-- How often a wrong password came for a user name, or from a network, so that nobody finds one by trying. What was typed is
-- kept as a code under a server key: now and then it is a password.
create table wrong_password (
    key bytea primary key,
    times int not null,
    expires_at timestamptz not null
);

create index wrong_password_expires_at on wrong_password (expires_at);
