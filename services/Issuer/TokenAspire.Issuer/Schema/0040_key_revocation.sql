-- A compromised key: journalled like any other revocation, so that verifiers drop it at once.
alter table revocation_journal drop constraint revocation_journal_kind_check;
alter table revocation_journal add constraint revocation_journal_kind_check
  check (kind in ('jti', 'sid', 'sub', 'client_id', 'kid'));

alter table signing_keys add column revoked_at timestamptz;
