-- The jti of client assertions and of DPoP proofs: each is good once, at whichever replica.
create table used_identifiers (
  identifier_hash bytea primary key check (octet_length(identifier_hash) = 32),
  expires_at timestamptz not null
);

create index used_identifiers_by_end on used_identifiers (expires_at);
