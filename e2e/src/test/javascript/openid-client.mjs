// openid-client: discovery, registration, sign-in with PKCE, userinfo, refresh, revocation, logout.
import * as client from 'openid-client';
import { Browser, expect, person, redirectUri, system } from './browser.mjs';

const config = await client.dynamicClientRegistration(
  new URL(system.issuer),
  {
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    post_logout_redirect_uris: ['http://127.0.0.1:9999/goodbye'],
    token_endpoint_auth_method: 'client_secret_post',
    client_name: 'openid-client',
  },
  undefined,
  { execute: [client.allowInsecureRequests] },
);
expect(config.clientMetadata().client_id, 'registered');

const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri,
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
const browser = new Browser();
const back = await browser.authorize(address, redirectUri, person);
const tokens = await client.authorizationCodeGrant(config, back, {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
});
expect(tokens.claims().sub, 'ID token is good');

const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
expect(info.preferred_username === person.username, 'userinfo tells who it is');

const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
expect(refreshed.refresh_token !== tokens.refresh_token, 'refresh token rotates');
await client.tokenRevocation(config, refreshed.refresh_token);
const refused = await client.refreshTokenGrant(config, refreshed.refresh_token).catch((error) => error);
expect(refused.error === 'invalid_grant', 'revoked token is refused');

const logout = client.buildEndSessionUrl(config, {
  post_logout_redirect_uri: 'http://127.0.0.1:9999/goodbye',
  id_token_hint: refreshed.id_token,
  state: 'bye',
});
expect((await browser.open(logout)).href === 'http://127.0.0.1:9999/goodbye?state=bye', 'logout leads back');
