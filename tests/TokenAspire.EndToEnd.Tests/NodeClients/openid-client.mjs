// Drives the issuer with openid-client: discovery, code + PKCE, userinfo, refresh, introspection and
// revocation. Each step prints its name; whatever the library does not accept ends the run.

import * as client from 'openid-client';
import assert from 'node:assert/strict';
import { logIn } from './login.mjs';

const { ISSUER, USERNAME, PASSWORD, RESOURCE_SERVER_SECRET } = process.env;
const redirectUri = 'http://127.0.0.1:43210/callback';

const cli = await client.discovery(new URL(ISSUER), 'cli', undefined, client.None());
assert.equal(cli.serverMetadata().issuer, ISSUER);
console.log('discovery');

const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const expectedNonce = client.randomNonce();
const authorizationUrl = client.buildAuthorizationUrl(cli, {
  redirect_uri: redirectUri,
  scope: 'openid profile offline_access orders:read',
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
  state: expectedState,
  nonce: expectedNonce,
});
const callback = await logIn(authorizationUrl, redirectUri, USERNAME, PASSWORD);
const tokens = await client.authorizationCodeGrant(cli, callback, {
  pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true,
});
console.log('authorization_code');

const userInfo = await client.fetchUserInfo(cli, tokens.access_token, tokens.claims().sub);
assert.equal(userInfo.tenant_id, 'acme');
console.log('userinfo');

const refreshed = await client.refreshTokenGrant(cli, tokens.refresh_token);
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
console.log('refresh_token');

const resourceServer = await client.discovery(
  new URL(ISSUER), 'resource-server', undefined, client.ClientSecretBasic(RESOURCE_SERVER_SECRET));
const introspect = (token) => client.tokenIntrospection(resourceServer, token);
const active = await introspect(refreshed.access_token);
assert.equal(active.active, true);
assert.equal(active.client_id, 'cli');
assert.equal(active.scope.split(' ').includes('orders:read'), true);
assert.deepEqual(await introspect('not-a-token'), { active: false });
console.log('introspection');

await client.tokenRevocation(cli, refreshed.refresh_token);
await assert.rejects(client.refreshTokenGrant(cli, refreshed.refresh_token), { error: 'invalid_grant' });
for (let attempt = 0; (await introspect(refreshed.access_token)).active; attempt++) {
  assert.ok(attempt < 500, 'the access token is still active');
}
console.log('revocation');
