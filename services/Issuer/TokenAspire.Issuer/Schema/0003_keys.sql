-- Private parts are encrypted by the issuer before they come here.
create table signing_keys (
  key_id text primary key,
  algorithm text not null,
  state text not null check (state in ('announced', 'active', 'retiring', 'retired')),
  state_since timestamptz not null,
  created_at timestamptz not null,
  public_key bytea not null,
  -- Erased when the key is retired.
  wrapped_private_key bytea,
  check ((state = 'retired') = (wrapped_private_key is null))
);

create unique index signing_keys_one_active on signing_keys (algorithm) where state = 'active';
create unique index signing_keys_one_announced on signing_keys (algorithm) where state = 'announced';

create table data_protection_keys (
  id bigserial primary key,
  friendly_name text not null,
  element text not null
);
