// oauth4webapi: a confidential client with private_key_jwt, PAR and DPoP, JARM besides.
import * as oauth from 'oauth4webapi';
import { Browser, expect, person, redirectUri, system } from './browser.mjs';

const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(system.issuer);
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));

const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey);
const registered = await oauth.processDynamicClientRegistrationResponse(
  await oauth.dynamicClientRegistrationRequest(
    as,
    {
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'ES256',
      dpop_bound_access_tokens: true,
      require_pushed_authorization_requests: true,
      jwks: { keys: [{ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, kid: 'one', alg: 'ES256', use: 'sig' }] },
      client_name: 'oauth4webapi',
    },
    insecure,
  ),
);
const client = { client_id: registered.client_id, id_token_signed_response_alg: 'ES256' };
const proof = oauth.PrivateKeyJwt({ key: keys.privateKey, kid: 'one' });
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const pushed = await oauth.processPushedAuthorizationResponse(
  as,
  client,
  await oauth.pushedAuthorizationRequest(
    as,
    client,
    proof,
    new URLSearchParams({
      response_type: 'code',
      response_mode: 'jwt',
      redirect_uri: redirectUri,
      scope: 'openid email',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
    { ...insecure, DPoP },
  ),
);
const address = new URL(as.authorization_endpoint);
address.searchParams.set('client_id', client.client_id);
address.searchParams.set('request_uri', pushed.request_uri);
const back = await new Browser().authorize(address, redirectUri, person);
const answer = await oauth.validateJwtAuthResponse(
  as,
  { ...client, authorization_signed_response_alg: 'ES256' },
  back,
  state,
  insecure,
);
expect(answer.get('code'), 'signed authorization response');

const tokens = await oauth.processAuthorizationCodeResponse(
  as,
  client,
  await oauth.authorizationCodeGrantRequest(as, client, proof, answer, redirectUri, verifier, { ...insecure, DPoP }),
);
expect(tokens.token_type === 'dpop', 'token is bound to the key');

const sub = oauth.getValidatedIdTokenClaims(tokens).sub;
const info = await oauth.processUserInfoResponse(
  as,
  client,
  sub,
  await oauth.userInfoRequest(as, client, tokens.access_token, { ...insecure, DPoP }),
);
expect(info.email_verified === true, 'userinfo with proof');
const bare = await fetch(as.userinfo_endpoint, { headers: { authorization: `Bearer ${tokens.access_token}` } });
expect(bare.status === 401, 'the same token without proof is refused');

const refreshed = await oauth.processRefreshTokenResponse(
  as,
  client,
  await oauth.refreshTokenGrantRequest(as, client, proof, tokens.refresh_token, { ...insecure, DPoP }),
);
expect(refreshed.access_token !== tokens.access_token, 'refreshed');
await oauth.processRevocationResponse(
  await oauth.revocationRequest(as, client, proof, refreshed.refresh_token, insecure),
);
