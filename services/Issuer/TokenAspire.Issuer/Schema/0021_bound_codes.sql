-- The key that has to be proven when the code is redeemed (dpop_jkt, RFC 9449 10).
alter table authorization_codes add column proof_key text;
