-- A family of refresh tokens needs one row, however often it is refreshed: all its tokens begin alike, with the first one.
-- The row's digest is that of the current token; a spent one is known by its beginning and its number. Nodes of the
-- version before find current tokens as ever, and keep a row for each that they spend.
alter table refresh_token
    add column family bytea,
    add column generation int not null default 0,
    add column predecessor bytea,
    add column rotated_at timestamptz;

-- The digest of the first token; absent until it is spent.
create unique index refresh_token_family on refresh_token (family) where family is not null;
