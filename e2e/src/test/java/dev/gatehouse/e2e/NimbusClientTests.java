package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The Nimbus OAuth 2.0 SDK, which much of the Java world builds its clients on. */
class NimbusClientTests {

    private final String clientId = "demo-confidential";
    private final ClientAuthentication client = new ClientSecretBasic(
            new ClientID(clientId),
            new Secret(RunningSystem.facts().client(clientId).clientSecret()));

    @Test
    void nimbusDiscoversSignsInRefreshesAndRevokes() throws Exception {
        var provider =
                OIDCProviderMetadata.resolve(new Issuer(RunningSystem.facts().issuer()));
        var redirectUri = URI.create(RunningSystem.facts().client(clientId).redirectUri());
        var verifier = new CodeVerifier();
        var nonce = new Nonce();
        var request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, new Scope("openid", "email"), new ClientID(clientId), redirectUri)
                .endpointURI(provider.getAuthorizationEndpointURI())
                .state(new State())
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build();
        var account = RunningSystem.facts().accounts().getFirst();
        var back = RunningSystem.app(clientId)
                .open(
                        new HttpBrowser(),
                        new ThirdPartyApp.Flow(request.toURI(), "", "", ""),
                        account.username(),
                        account.password());
        var response = AuthenticationResponseParser.parse(back).toSuccessResponse();
        assertThat(response.getState()).isEqualTo(request.getState());
        assertThat(response.getIssuer()).isEqualTo(provider.getIssuer());

        var tokens = token(provider, grant(response.getAuthorizationCode(), redirectUri, verifier));
        var validator = new IDTokenValidator(
                provider.getIssuer(),
                new ClientID(clientId),
                JWSAlgorithm.RS256,
                provider.getJWKSetURI().toURL());
        var claims = validator.validate(tokens.getOIDCTokens().getIDToken(), nonce);
        var info = UserInfoResponse.parse(new UserInfoRequest(
                        provider.getUserInfoEndpointURI(),
                        tokens.getOIDCTokens().getBearerAccessToken())
                .toHTTPRequest()
                .send());
        assertThat(info.toSuccessResponse().getUserInfo().getSubject()).isEqualTo(claims.getSubject());

        var refreshed =
                token(provider, new RefreshTokenGrant(tokens.getOIDCTokens().getRefreshToken()));
        var last = refreshed.getOIDCTokens().getRefreshToken();
        var revoked = new TokenRevocationRequest(provider.getRevocationEndpointURI(), client, last)
                .toHTTPRequest()
                .send();
        assertThat(revoked.getStatusCode()).isEqualTo(200);
        var refused = new TokenRequest.Builder(provider.getTokenEndpointURI(), client, new RefreshTokenGrant(last))
                .build()
                .toHTTPRequest()
                .send();
        assertThat(refused.getBodyAsJSONObject()).containsEntry("error", "invalid_grant");
    }

    private static AuthorizationGrant grant(AuthorizationCode code, URI redirectUri, CodeVerifier verifier) {
        return new AuthorizationCodeGrant(code, redirectUri, verifier);
    }

    private OIDCTokenResponse token(OIDCProviderMetadata provider, AuthorizationGrant grant) throws Exception {
        var answer = new TokenRequest.Builder(provider.getTokenEndpointURI(), client, grant)
                .build()
                .toHTTPRequest()
                .send();
        return (OIDCTokenResponse) OIDCTokenResponseParser.parse(answer).toSuccessResponse();
    }
}
