// oidc-provider as an issuer with the same clients, scopes and people. Reads its settings and its TLS key from the
// environment, prints its address and ends with its standard input.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import Provider, { errors } from 'oidc-provider';

const { CLIENTS, RESOURCE, RESOURCES, TLS_KEY, TLS_CERTIFICATE } = process.env;
const resources = JSON.parse(RESOURCES);
const people = { alice: { name: 'Alice', preferred_username: 'alice', tenant_id: 'acme', roles: ['customer'] } };
const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

const clients = JSON.parse(CLIENTS).map((client) => ({
  client_id: client.id,
  client_secret: client.secret ?? undefined,
  grant_types: client.grantTypes.filter((grantType) => !grantType.endsWith(':token-exchange')), // it has no such grant
  redirect_uris: client.redirectUris,
  post_logout_redirect_uris: client.postLogoutRedirectUris,
  response_types: client.redirectUris.length ? ['code'] : [],
  token_endpoint_auth_method: client.method,
  application_type: client.redirectUris.some((uri) => uri.startsWith('http:')) ? 'native' : 'web',
  ...(client.key && { jwks: { keys: [{ ...client.key, use: 'sig', alg: 'ES256' }] } }),
  ...(client.scopes.length && { scope: client.scopes.join(' ') }),
}));

const server = createServer({ key: TLS_KEY, cert: TLS_CERTIFICATE });
server.listen(0, 'localhost', () => {
  const issuer = `https://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: 'signing' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'sid', 'auth_time'], profile: ['name', 'preferred_username', 'tenant_id', 'roles'] },
    scopes: ['openid', 'profile', 'offline_access', ...Object.values(resources).flat()],
    findAccount: (context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    ttl: { AccessToken: 300, ClientCredentials: 300, AuthorizationCode: 60, IdToken: 300, RefreshToken: 3600, Session: 3600, Grant: 3600, Interaction: 600 },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (context, client, token) => client.clientId.endsWith('asker') },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (context) => (context.oidc.params?.grant_type === 'client_credentials' ? RESOURCE : undefined),
        useGrantedResource: () => true,
        getResourceServerInfo: (context, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return { scope: resources.orders.join(' '), audience: 'orders', accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'RS256' } } };
        },
      },
    },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
