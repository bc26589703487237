-- Opaque access tokens: what a JWT would say, under the hash of the token. Its jti, sid, sub and client_id revoke it.
create table reference_tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  claims text not null,
  expires_at timestamptz not null
);

create index reference_tokens_by_end on reference_tokens (expires_at);
