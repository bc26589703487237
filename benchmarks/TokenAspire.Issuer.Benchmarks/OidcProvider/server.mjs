// oidc-provider with client credentials and JWT access tokens; the resource names the algorithm. One process a core.
import cluster from 'node:cluster'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import Provider from 'oidc-provider'

const { PORT, CLIENT_ID, CLIENT_SECRET, KEYS, COOKIE_KEY } = process.env

if (cluster.isPrimary) {
  const jwk = (key, alg) => ({ ...key.privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: alg })
  const keys = [
    jwk(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'RS256'),
    jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ES256'),
  ]
  const environment = { KEYS: JSON.stringify({ keys }), COOKIE_KEY: randomBytes(32).toString('hex') }
  for (let worker = 0; worker < availableParallelism(); worker++) cluster.fork(environment)
} else {
  const provider = new Provider(`http://localhost:${PORT}`, {
    jwks: JSON.parse(KEYS),
    cookies: { keys: [COOKIE_KEY] },
    clients: [{
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    }],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'read',
          audience: resource,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: resource.slice('urn:'.length) } },
        }),
      },
    },
  })
  provider.listen(PORT)
}
