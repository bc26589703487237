// Drives an issuer with openid-client: discovery, code + PKCE, pushed requests, DPoP, userinfo, refresh, introspection,
// revocation and, where there is such a client, client credentials. Whatever the library does not accept ends the run.

import './clock.mjs';
import * as client from 'openid-client';
import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { answer, record } from './transcript.mjs';

const {
  ISSUER, USERNAME, PASSWORD, SCOPE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI,
  RESOURCE_SERVER_ID, RESOURCE_SERVER_SECRET, WORKER_ID, WORKER_SECRET, WORKER_SCOPE, SIGNER_ID, SIGNER_KEY,
} = process.env;
const authentication = (secret) => (secret ? client.ClientSecretBasic(secret) : client.None());
const discover = (id, secret) => client.discovery(new URL(ISSUER), id, undefined, authentication(secret));
const browser = new Browser(USERNAME, PASSWORD);

const app = await discover(CLIENT_ID, CLIENT_SECRET);
assert.equal(app.serverMetadata().issuer, ISSUER);
record('discovery', '200');

async function request(parameters = {}, build = client.buildAuthorizationUrl) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const url = await build(app, {
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

async function authorize(step, parameters, { build, ...options } = {}) {
  const { url, checks } = await request(parameters, build);
  const callback = await browser.authorize(url, REDIRECT_URI);
  return answer(step, () => client.authorizationCodeGrant(app, callback, checks, undefined, options));
}

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
