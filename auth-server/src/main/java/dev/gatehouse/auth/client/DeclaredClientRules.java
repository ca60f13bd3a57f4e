package dev.gatehouse.auth.client;

import dev.gatehouse.auth.client.authentication.ClientAuthentication;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** What a declared client must be like; what is mistyped must not mean: whatever. */
class DeclaredClientRules {

    private static final Set<String> WELL_KNOWN_SECRETS =
            Set.of("secret", "changeit", "changeme", "password", "client");

    private static final Duration LONGEST_FAPI_CODE = Duration.ofSeconds(60);
    private static final Set<String> FAPI_METHODS =
            Set.of("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");

    private static final Set<String> METHODS = ClientAuthentication.methods().stream()
            .map(ClientAuthenticationMethod::getValue)
            .collect(Collectors.toSet());

    private final SigningKeys keys;
    private final OutgoingRequests outgoing;
    private final TokenLifetimes lifetimes;

    DeclaredClientRules(SigningKeys keys, OutgoingRequests outgoing, TokenLifetimes lifetimes) {
        this.keys = keys;
        this.outgoing = outgoing;
        this.lifetimes = lifetimes;
    }

    /**
     * Checks a client.
     *
     * @throws UnfitSetting when it can not be one
     */
    void check(DeclaredClients.Declared client) {
        var registration = client.registration();
        var methods = registration.clientAuthenticationMethods();
        var secretly = methods.stream().anyMatch(each -> each.startsWith("client_secret"));
        var name = "The client '" + registration.clientId() + "' ";
        if (registration.clientAuthenticationMethods().isEmpty()) {
            refuse(name + "says not how it proves who it is.", "client-authentication-methods");
        }
        if (secretly == (registration.clientSecret() == null)) {
            refuse(name + (secretly ? "has no secret." : "has a secret that it can not use."), "client-secret");
        }
        if (methods.contains("client_secret_jwt") && !ClientSecrets.canSign(registration.clientSecret())) {
            refuse(
                    name
                            + "is to sign with a secret that is encoded, or shorter than 32 bytes (RFC 7518, section 3.2).",
                    "client-secret");
        }
        checkKeys(name, client);
        checkProfile(name, client);
        if (registration.clientAuthenticationMethods().contains("none")
                && registration.authorizationGrantTypes().contains("client_credentials")) {
            refuse(name + "would get tokens without proving who it is.", "authorization-grant-types");
        }
        if (registration.clientSecret() != null
                && WELL_KNOWN_SECRETS.contains(registration.clientSecret().replaceFirst("^\\{noop}", ""))) {
            refuse(name + "has a secret that everybody knows.", "client-secret");
        }
        if (registration.clientSecret() != null && !ClientSecrets.isUsable(registration.clientSecret())) {
            refuse(
                    name + "has a secret in an encoding that is not known here. One that only begins with a brace needs"
                            + " {noop} before it.",
                    "client-secret");
        }
        if (!ClientPolicy.GRANT_TYPES.containsAll(registration.authorizationGrantTypes())) {
            refuse(name + "has a grant type that there is not.", "authorization-grant-types");
        }
        if (!METHODS.containsAll(methods)) {
            refuse(name + "has a way of proving who it is that there is not.", "client-authentication-methods");
        }
        checkAlgorithms(name, client);
        Stream.concat(registration.redirectUris().stream(), registration.postLogoutRedirectUris().stream())
                .forEach(uri -> checkRedirectUri(name, uri));
        var maxAge = client.openid().defaultMaxAge();
        if (maxAge != null && maxAge.isNegative()) {
            refuse(name + "wants sign-ins from the future.", "openid.default-max-age");
        }
        checkLifetimes(name, client.token());
    }

    /** A name that is mistyped must not mean: whatever. */
    private void checkAlgorithms(String name, DeclaredClients.Declared client) {
        var signedHere = Stream.of(
                client.token().idTokenSignatureAlgorithm(),
                client.openid().userinfoSignedResponseAlgorithm(),
                client.openid().authorizationSignedResponseAlgorithm(),
                client.openid().introspectionSignedResponseAlgorithm());
        if (!signedHere
                .filter(Objects::nonNull)
                .allMatch(each -> SigningAlgorithm.of(each)
                        .filter(keys.algorithms()::contains)
                        .isPresent())) {
            refuse(
                    name + "wants something signed with an algorithm that this server does not sign with.",
                    "…-algorithm");
        }
        var ofAssertions = client.tokenEndpointAuthenticationSigningAlgorithm();
        var ofRequests = client.protocol().requestObjectSigningAlgorithm();
        var signsWithSecret =
                client.registration().clientAuthenticationMethods().contains("client_secret_jwt");
        if (ofAssertions != null
                        && SigningAlgorithm.of(ofAssertions).isEmpty()
                        && !(signsWithSecret && ofAssertions.equals("HS256"))
                || ofRequests != null && SigningAlgorithm.of(ofRequests).isEmpty()) {
            refuse(name + "signs with an algorithm that is not taken here.", "…-signing-algorithm");
        }
    }

    private void checkKeys(String name, DeclaredClients.Declared client) {
        var methods = client.registration().clientAuthenticationMethods();
        var keyless = client.jwkSet() == null && client.jwkSetUri() == null;
        if (keyless && (methods.contains("private_key_jwt") || methods.contains("self_signed_tls_client_auth"))) {
            refuse(name + "is to prove who it is with a key, and has none.", "jwk-set or jwk-set-uri");
        }
        if (methods.contains("tls_client_auth") && client.protocol().tlsClientAuthSubjectDn() == null) {
            refuse(
                    name + "is to prove who it is with a certificate, and has none.",
                    "protocol.tls-client-auth-subject-dn");
        }
        if (client.protocol().tlsClientAuthSubjectDn() != null
                && !isName(client.protocol().tlsClientAuthSubjectDn())) {
            refuse(name + "has a subject that is no distinguished name.", "protocol.tls-client-auth-subject-dn");
        }
        if (client.jwkSetUri() != null && !outgoing.mayAsk(URI.create(client.jwkSetUri()))) {
            refuse(name + "has keys at an address that must not be asked.", "jwk-set-uri");
        }
        var logout = client.openid().backchannelLogoutUri();
        if (logout != null && !outgoing.mayAsk(URI.create(logout))) {
            refuse(
                    name + "wants to hear of logouts at an address that must not be asked.",
                    "openid.backchannel-logout-uri");
        }
        if (client.jwkSet() != null && !ClientKeys.isPublicSet(client.jwkSet())) {
            refuse(name + "has keys that are not a JWK Set of public keys.", "jwk-set");
        }
        if (!client.requireProofKey() && methods.contains("none")) {
            refuse(name + "is public and must use PKCE.", "require-proof-key");
        }
    }

    private static boolean isName(String subject) {
        try {
            new X500Principal(subject);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** FAPI 2.0 Security Profile, section 5.3.2.1. */
    private void checkProfile(String name, DeclaredClients.Declared client) {
        var profile = client.protocol().profile();
        if (profile == null) {
            return;
        }
        if (!profile.equals(ClientPolicy.FAPI)) {
            refuse(name + "has the profile '" + profile + "', which there is not.", "protocol.profile");
        }
        if (!FAPI_METHODS.containsAll(client.registration().clientAuthenticationMethods())) {
            refuse(name + "must prove who it is with a key or a certificate.", "client-authentication-methods");
        }
        var code = Objects.requireNonNullElse(
                client.token().authorizationCodeTimeToLive(), lifetimes.authorizationCodeTimeToLive());
        if (code.compareTo(LONGEST_FAPI_CODE) > 0) {
            refuse(name + "has codes that live longer than a minute.", "token.authorization-code-time-to-live");
        }
        if (client.registration().redirectUris().stream()
                .anyMatch(uri -> !uri.startsWith("https:") && !RedirectUri.isLoopback(uri))) {
            refuse(name + "has a redirect URI that is not HTTPS.", "redirect-uris");
        }
    }

    private void checkLifetimes(String name, DeclaredClients.Token token) {
        var all = Stream.of(
                token.authorizationCodeTimeToLive(),
                token.accessTokenTimeToLive(),
                token.refreshTokenTimeToLive(),
                token.idTokenTimeToLive(),
                token.grantTimeToLive());
        if (all.anyMatch(each -> each != null && each.compareTo(TokenLifetimes.SHORTEST) < 0)) {
            refuse(name + "has a lifetime that is shorter than a second.", "token");
        }
        var access = token.accessTokenTimeToLive();
        if (access != null && access.compareTo(TokenLifetimes.LONGEST_ACCESS_TOKEN) > 0) {
            refuse(name + "has access tokens that live longer than a day.", "token.access-token-time-to-live");
        }
        var idToken = token.idTokenTimeToLive();
        if (idToken != null && idToken.compareTo(lifetimes.life()) > 0) {
            refuse(
                    name + "has ID tokens that live longer than keys are published for them.",
                    "token.id-token-time-to-live");
        }
    }

    private static void checkRedirectUri(String name, String uri) {
        if (!RedirectUri.isRegistrable(uri)) {
            refuse(
                    name + "has the redirect URI '" + uri + "', which is not safe.",
                    "redirect-uris or post-logout-redirect-uris");
        }
    }

    private static void refuse(String problem, String setting) {
        throw new UnfitSetting(
                problem,
                "Correct " + setting + " of the client under spring.security.oauth2.authorizationserver.client.");
    }
}
