package dev.gatehouse.auth.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a client besides its name and secrets; kept as JSON, never queried. What a row of an earlier
 * version does not have is absent.
 *
 * @param accessTokenSeconds absent, as with the others: the lifetime that the issuer's settings give
 * @param resources which resources it may name (RFC 8707)
 * @param servedAudiences which audiences it serves as a resource server
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591, section 2, Client Metadata</a>
 */
public record ClientMetadata(
        Set<String> authenticationMethods,
        Set<String> grantTypes,
        Set<String> redirectUris,
        Set<String> postLogoutRedirectUris,
        Set<String> scopes,
        boolean consentRequired,
        boolean refreshTokensReused,
        String idTokenAlgorithm,
        @Nullable Long codeSeconds,
        @Nullable Long accessTokenSeconds,
        @Nullable Long refreshTokenSeconds,
        @Nullable Long grantSeconds,
        @Nullable Set<String> resources,
        @Nullable Set<String> servedAudiences,
        @Nullable Keys keys,
        @Nullable Rules rules,
        @Nullable OpenId openId,
        @Nullable Presentation presentation,
        @Nullable Exchange exchange) {

    /**
     * How it may trade tokens for others.
     *
     * @param impersonation whether it may speak as the person, without saying that it acts
     * @param subjectClients the clients whose tokens it may trade, besides those made for it
     */
    public record Exchange(boolean impersonation, @Nullable Set<String> subjectClients) {}

    /**
     * How it proves who it is, other than with a secret.
     *
     * @param set its public keys, a JWK Set ({@code jwks})
     * @param uri where it publishes them ({@code jwks_uri})
     * @param authenticationAlgorithm {@code token_endpoint_auth_signing_alg}
     * @param certificateSubject {@code tls_client_auth_subject_dn}
     */
    public record Keys(
            @Nullable String set,
            @Nullable String uri,
            @Nullable String authenticationAlgorithm,
            @Nullable String certificateSubject) {

        static final Keys NONE = new Keys(null, null, null, null);
    }

    /**
     * What is demanded of its requests.
     *
     * @param profile {@code fapi2}, or absent
     * @param proofKeyOptional whether it may leave out PKCE
     * @param pushedRequestsRequired {@code require_pushed_authorization_requests}
     * @param signedRequestsRequired {@code require_signed_request_object}
     * @param requestAlgorithm {@code request_object_signing_alg}
     * @param dpopRequired {@code dpop_bound_access_tokens}
     * @param certificateRequired {@code tls_client_certificate_bound_access_tokens}
     */
    public record Rules(
            @Nullable String profile,
            boolean proofKeyOptional,
            boolean pushedRequestsRequired,
            boolean signedRequestsRequired,
            @Nullable String requestAlgorithm,
            boolean dpopRequired,
            boolean certificateRequired) {

        static final Rules USUAL = new Rules(null, false, false, false, null, false, false);
    }

    /**
     * What OpenID Connect adds.
     *
     * @param sector the host that pairwise subjects are made for; absent: subjects are public
     * @param userInfoAlgorithm {@code userinfo_signed_response_alg}
     * @param responseAlgorithm {@code authorization_signed_response_alg}
     * @param introspectionAlgorithm {@code introspection_signed_response_alg}
     * @param idTokenSeconds how long its ID tokens live
     * @param defaultMaxAge {@code default_max_age}
     * @param authTimeRequired {@code require_auth_time}
     * @param defaultAcrValues {@code default_acr_values}
     * @param backChannelLogoutUri {@code backchannel_logout_uri}
     * @param offlineUnasked whether {@code offline_access} needs no consent
     */
    public record OpenId(
            @Nullable String sector,
            @Nullable String userInfoAlgorithm,
            @Nullable String responseAlgorithm,
            @Nullable String introspectionAlgorithm,
            @Nullable Long idTokenSeconds,
            @Nullable Long defaultMaxAge,
            boolean authTimeRequired,
            @Nullable List<String> defaultAcrValues,
            @Nullable String backChannelLogoutUri,
            boolean offlineUnasked) {

        static final OpenId USUAL = new OpenId(null, null, null, null, null, null, false, null, null, false);
    }

    /**
     * What people see of it.
     *
     * @param further members of a registration that only come back as they were ({@code contacts}, …)
     */
    public record Presentation(
            @Nullable String clientUri,
            @Nullable String logoUri,
            @Nullable String policyUri,
            @Nullable String tosUri,
            @Nullable Map<String, Object> further) {}

    static ClientMetadata of(DeclaredClients.Declared declared) {
        var registration = declared.registration();
        var token = declared.token();
        var protocol = declared.protocol();
        var openid = declared.openid();
        return new ClientMetadata(
                registration.clientAuthenticationMethods(),
                registration.authorizationGrantTypes(),
                registration.redirectUris(),
                registration.postLogoutRedirectUris(),
                registration.scopes(),
                declared.requireAuthorizationConsent(),
                token.reuseRefreshTokens(),
                token.idTokenSignatureAlgorithm(),
                seconds(token.authorizationCodeTimeToLive()),
                seconds(token.accessTokenTimeToLive()),
                seconds(token.refreshTokenTimeToLive()),
                seconds(token.grantTimeToLive()),
                registration.resources(),
                registration.servedAudiences(),
                new Keys(
                        declared.jwkSet(),
                        declared.jwkSetUri(),
                        declared.tokenEndpointAuthenticationSigningAlgorithm(),
                        protocol.tlsClientAuthSubjectDn()),
                new Rules(
                        protocol.profile(),
                        !declared.requireProofKey(),
                        protocol.requirePushedAuthorizationRequests(),
                        protocol.requireSignedRequestObject(),
                        protocol.requestObjectSigningAlgorithm(),
                        protocol.dpopBoundAccessTokens(),
                        protocol.tlsClientCertificateBoundAccessTokens()),
                new OpenId(
                        openid.pairwiseSector(),
                        openid.userinfoSignedResponseAlgorithm(),
                        openid.authorizationSignedResponseAlgorithm(),
                        openid.introspectionSignedResponseAlgorithm(),
                        seconds(token.idTokenTimeToLive()),
                        seconds(openid.defaultMaxAge()),
                        false,
                        null,
                        openid.backchannelLogoutUri(),
                        openid.offlineAccessWithoutConsent()),
                null,
                new Exchange(
                        declared.tokenExchange().impersonation(),
                        declared.tokenExchange().subjectClients()));
    }

    /** Tells whether all rules of a profile apply to the client. */
    boolean isOf(String profile) {
        return rules != null && profile.equals(rules.profile());
    }

    /** Returns about how many characters there are to remember. */
    int weight() {
        var set = keysOrNone().set();
        return 1_000 + (set == null ? 0 : set.length()) + 100 * (redirectUris.size() + scopes.size());
    }

    /** Tells whether the client signs with its secret, which we must then be able to read. */
    public boolean signsWithSecret() {
        return authenticationMethods.contains("client_secret_jwt");
    }

    public Keys keysOrNone() {
        return keys == null ? Keys.NONE : keys;
    }

    public Rules rulesOrUsual() {
        return rules == null ? Rules.USUAL : rules;
    }

    public OpenId openIdOrUsual() {
        return openId == null ? OpenId.USUAL : openId;
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
