// Drives an issuer with openid-client: discovery, code + PKCE, pushed requests, DPoP, userinfo, refresh, introspection,
// revocation, logout and, where there is such a client, client credentials. Whatever the library does not accept ends the run.

import './clock.mjs';
import * as client from 'openid-client';
import assert from 'node:assert/strict';
import { app, authorize, browser, discover } from './application.mjs';
import { answer, record, response } from './transcript.mjs';

const {
  ISSUER, SCOPE, POST_LOGOUT_URI, RESOURCE_SERVER_ID, RESOURCE_SERVER_SECRET, WORKER_ID, WORKER_SECRET, WORKER_SCOPE, SIGNER_ID, SIGNER_KEY,
} = process.env;
assert.equal(app.serverMetadata().issuer, ISSUER);
record('discovery', '200');

await authorize('prompt_none', { prompt: 'none' });
const tokens = await authorize('authorization_code');
record('id_token', Object.keys(tokens.claims()).sort().join(' '));
await authorize('unknown_response_type', { response_type: 'none' });
await authorize('plain_challenge', { code_challenge_method: 'plain' });

await answer('userinfo', () => client.fetchUserInfo(app, tokens.access_token, tokens.claims().sub));

const refreshed = await answer('refresh_token', () => client.refreshTokenGrant(app, tokens.refresh_token));
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
await answer('refresh_with_more_scope', () => client.refreshTokenGrant(app, refreshed.refresh_token, { scope: `${SCOPE} unknown` }));
await answer('refresh_of_nothing', () => client.refreshTokenGrant(app, 'not-a-token'));

// RFC 9126: the same request, pushed.
await authorize('pushed_request', {}, { build: client.buildAuthorizationUrlWithPAR });

// RFC 9449: the same, bound to a key.
const DPoP = client.getDPoPHandle(app, await client.randomDPoPKeyPair('ES256'));
const bound = await authorize('authorization_code_with_proof', {}, { DPoP });
record('bound_token_type', bound.token_type);
const subject = bound.claims().sub;
await answer('userinfo_with_proof', () => client.fetchUserInfo(app, bound.access_token, subject, { DPoP }));
await answer('userinfo_of_bound_token_as_bearer', () => client.fetchUserInfo(app, bound.access_token, subject));
await answer('refresh_with_proof', () => client.refreshTokenGrant(app, bound.refresh_token, undefined, { DPoP }));

const resourceServer = await discover(RESOURCE_SERVER_ID, RESOURCE_SERVER_SECRET);
const introspect = (token) => client.tokenIntrospection(resourceServer, token);
await answer('introspection', () => introspect(refreshed.access_token));
await answer('introspection_of_refresh_token', () => introspect(refreshed.refresh_token));
assert.deepEqual(await answer('introspection_of_nothing', () => introspect('not-a-token')), { active: false });

await answer('revocation', () => client.tokenRevocation(app, refreshed.refresh_token));
await answer('refresh_after_revocation', () => client.refreshTokenGrant(app, refreshed.refresh_token));
for (let attempt = 0; (await introspect(refreshed.access_token)).active; attempt++) {
  assert.ok(attempt < 500, 'the access token is still active');
}
record('access_token_after_revocation', 'inactive');

// OIDC RP-Initiated Logout, last of all that needs the session; for a client that may lead people somewhere afterwards.
if (POST_LOGOUT_URI) {
  const open = await authorize('authorization_code_before_logout');
  const goodbye = (parameters) => client.buildEndSessionUrl(app, { post_logout_redirect_uri: POST_LOGOUT_URI, ...parameters });
  const elsewhere = goodbye({ id_token_hint: open.id_token, post_logout_redirect_uri: 'https://evil.example/' });
  await response('end_session_leading_elsewhere', fetch(elsewhere, { redirect: 'manual' }));
  const end = await browser.finish(goodbye({ id_token_hint: open.id_token, state: 'goodbye' }), POST_LOGOUT_URI);
  record('end_session', end.href === `${POST_LOGOUT_URI}?state=goodbye` ? 'led back with the state' : `ended at ${end.pathname}`);
  await answer('refresh_after_end_session', () => client.refreshTokenGrant(app, open.refresh_token));
  await response('userinfo_after_end_session', fetch(
    app.serverMetadata().userinfo_endpoint, { headers: { authorization: `Bearer ${open.access_token}` } }));
}

if (WORKER_ID) {
  const worker = await discover(WORKER_ID, WORKER_SECRET);
  await answer('client_credentials', () => client.clientCredentialsGrant(worker, { scope: WORKER_SCOPE }));
  await answer('client_credentials_with_unknown_scope', () => client.clientCredentialsGrant(worker, { scope: 'unknown' }));
  await answer('client_credentials_of_app', () => client.clientCredentialsGrant(app, { scope: WORKER_SCOPE }));
  const guesser = await discover(WORKER_ID, 'wrong');
  await answer('wrong_secret', () => client.clientCredentialsGrant(guesser, { scope: WORKER_SCOPE }));
  await answer('unknown_grant', () => client.genericGrantRequest(worker, 'urn:example:unknown', {}));
}

// RFC 7523: a client that proves itself by its key.
if (SIGNER_ID) {
  const jwk = JSON.parse(SIGNER_KEY);
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const assertion = (kid) => client.discovery(new URL(ISSUER), SIGNER_ID, undefined, client.PrivateKeyJwt({ key, kid }));
  const signer = await assertion(jwk.kid);
  await answer('private_key_jwt', () => client.clientCredentialsGrant(signer, { scope: WORKER_SCOPE }));
  const stranger = await assertion('unknown');
  await answer('private_key_jwt_of_unknown_key', () => client.clientCredentialsGrant(stranger, { scope: WORKER_SCOPE }));
}
