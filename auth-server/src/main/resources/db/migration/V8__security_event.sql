-- What an operator or the person concerned may ask about later. Events outlive what they are about: no foreign keys.
create table security_event (
    id uuid primary key,
    at timestamptz not null,
    type text not null,
    account_id uuid,
    client_id text,
    grant_id uuid,
    detail text
);

create index security_event_at on security_event (at);
create index security_event_account_id on security_event (account_id, at) where account_id is not null;

-- Messages to people: written in the transaction of what they tell, sent when the mail server takes them.
create table outgoing_mail (
    id uuid primary key,
    recipient text not null,
    subject text not null,
    body text not null,
    created_at timestamptz not null,
    attempts int not null,
    next_attempt_at timestamptz not null
);

create index outgoing_mail_next_attempt_at on outgoing_mail (next_attempt_at);
