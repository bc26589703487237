-- Passkeys (WebAuthn). ASP.NET Core Identity writes these rows.
create table user_passkeys (
  credential_id bytea primary key,
  user_id uuid not null references users on delete cascade,
  name text,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[],
  is_user_verified boolean not null,
  is_backup_eligible boolean not null,
  is_backed_up boolean not null,
  attestation_object bytea not null,
  client_data_json bytea not null,
  created_at timestamptz not null
);

create index user_passkeys_by_user on user_passkeys (user_id);

-- What a login attempt at an account that is not there writes, so that it costs what one at a real account does.
create table absent_accounts (
  slot integer primary key,
  access_failed_count bigint not null
);

insert into absent_accounts (slot, access_failed_count) select slot, 0 from generate_series(0, 255) as slot;
