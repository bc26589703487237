-- Every bearer value is stored as its SHA-256 only. Every time comes from the issuer, never from now().
create table refresh_families (
  family_id uuid primary key,
  client_id text not null,
  subject_id uuid not null,
  session_id uuid not null references sessions on delete cascade,
  device_id text,
  authenticated_at timestamptz not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  -- The access token that the code was redeemed for: a family without offline_access has no other.
  first_access_token_id uuid not null,
  first_access_token_expires_at timestamptz not null
);

create index refresh_families_by_session on refresh_families (session_id);
create index refresh_families_by_client on refresh_families (client_id) where revoked_at is null;
create index refresh_families_by_end on refresh_families (expires_at);
create index refresh_families_revoked on refresh_families (revoked_at) where revoked_at is not null;

create table refresh_tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  family_id uuid not null references refresh_families on delete cascade,
  generation integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  -- The access token issued together with it, repeated to a client that retries within the grace window.
  access_token_id uuid not null,
  access_token_issued_at timestamptz not null,
  access_token_expires_at timestamptz not null,
  access_token_scopes text[] not null,
  user_agent text,
  remote_address text,
  -- The last line of defence against a second chain: a token has one successor.
  unique (family_id, generation)
) with (fillfactor = 80); -- room for consumed_at beside the row, so that its update touches no index

create index refresh_tokens_by_end on refresh_tokens (expires_at);

create table authorization_codes (
  code_hash bytea primary key check (octet_length(code_hash) = 32),
  client_id text not null,
  subject_id uuid not null,
  session_id uuid not null references sessions on delete cascade,
  authenticated_at timestamptz not null,
  scopes text[] not null,
  redirect_uri text not null,
  code_challenge text not null,
  nonce text,
  expires_at timestamptz not null,
  -- Set when it was redeemed; the row stays for a while, to recognise a second use.
  family_id uuid references refresh_families on delete cascade
);

create index authorization_codes_by_end on authorization_codes (expires_at);
create index authorization_codes_by_session on authorization_codes (session_id);
create index authorization_codes_by_family on authorization_codes (family_id);
create index authorization_codes_by_client on authorization_codes (client_id) where family_id is null;

-- What was revoked, committed before anybody is told. The stream that verifiers follow can be rebuilt from it.
create table revocation_journal (
  sequence bigserial primary key,
  kind text not null check (kind in ('jti', 'sid', 'sub', 'client_id')),
  value text not null,
  revoked_at timestamptz not null,
  expires_at timestamptz not null,
  reason text,
  actor text,
  published_at timestamptz
);

create index revocation_journal_pending on revocation_journal (sequence) where published_at is null;
create index revocation_journal_by_end on revocation_journal (expires_at);
