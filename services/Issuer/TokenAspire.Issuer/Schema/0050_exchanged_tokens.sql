-- What tokens came of by exchange (RFC 8693): one row for each token and each that it came of, directly or through others.
-- Whoever exchanges commits the row and then looks into the journal; whoever revokes commits to the journal and then looks
-- here. One of the two sees the other, without a lock.
create table exchanged_tokens (
  token_id text not null,
  origin_token_id text not null,
  origin_client_id text not null,
  origin_issued_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (token_id, origin_token_id)
);

create index exchanged_tokens_by_origin on exchanged_tokens (origin_token_id);
create index exchanged_tokens_by_client on exchanged_tokens (origin_client_id);
create index exchanged_tokens_by_end on exchanged_tokens (expires_at);

create index revocation_journal_of_origins on revocation_journal (value) where kind in ('jti', 'client_id');

-- Journals what a revocation reaches beside the tokens that it names: what they were exchanged for. A client's is a
-- cut-off, so what that client got later stands.
create function journal_exchanged(revocation revocation_journal) returns setof revocation_journal language sql as $$
  insert into revocation_journal (kind, value, revoked_at, expires_at, reason, actor)
    select distinct 'jti', exchanged.token_id, revocation.revoked_at, revocation.expires_at, revocation.reason, revocation.actor
      from exchanged_tokens exchanged
      where ((revocation.kind = 'jti' and exchanged.origin_token_id = revocation.value)
          or (revocation.kind = 'client_id' and exchanged.origin_client_id = revocation.value
            and exchanged.origin_issued_at <= revocation.revoked_at))
        and not exists (select from revocation_journal known where known.kind = 'jti' and known.value = exchanged.token_id)
    returning *
$$;

-- What verifiers have not been told yet, and all that it reaches: whoever publishes a revocation has looked for that first.
create function pending_revocations(p_now timestamptz, p_limit integer) returns setof revocation_journal language sql as $$
  with pending as (
    select revocation from revocation_journal revocation
      where published_at is null and expires_at > p_now order by sequence limit p_limit)
  select (revocation).* from pending
  union all
  select reached.* from pending cross join lateral journal_exchanged(revocation) as reached
  order by sequence
$$;
