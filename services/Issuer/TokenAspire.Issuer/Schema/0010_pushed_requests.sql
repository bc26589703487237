-- Authorization requests that clients pushed ahead (RFC 9126), under the SHA-256 of their reference.
create table pushed_requests (
  reference_hash bytea primary key check (octet_length(reference_hash) = 32),
  client_id text not null,
  parameters text not null,
  expires_at timestamptz not null,
  -- The reference is no longer the client's: the person is on one of this issuer's pages.
  continued boolean not null
);

create index pushed_requests_by_end on pushed_requests (expires_at);
