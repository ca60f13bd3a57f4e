package dev.gatehouse.auth.client.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.ClientSecrets;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import dev.gatehouse.auth.client.jwk.UsedProofs;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.ReceivedJwt;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Assertions by which clients prove who they are: signed with a key of theirs, for this server, for a short time, once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication">OpenID Connect Core, section
 *     9</a>
 */
@Component
class ClientAssertions {

    /** Clocks differ by a little. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** RFC 8725, section 3.11: what was signed for something else proves nothing here. */
    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LONGEST_ID = 500;

    private final ClientKeys keys;
    private final ClientSecrets secrets;
    private final UsedProofs used;
    private final Issuer issuer;
    private final Clock clock;

    ClientAssertions(ClientKeys keys, ClientSecrets secrets, UsedProofs used, Issuer issuer, Clock clock) {
        this.keys = keys;
        this.secrets = secrets;
        this.used = used;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Checks an assertion and uses it up.
     *
     * @param path the endpoint that it was presented to
     * @return what is wrong with it, for the record; null when it proves the client
     */
    @Nullable
    String refusal(String assertion, RegisteredClient client, ClientAuthenticationMethod method, String path) {
        var claims = ClientAuthenticationMethod.CLIENT_SECRET_JWT.equals(method)
                ? signedWithSecret(assertion, client)
                : keys.verified(assertion, client, ClientAlgorithms.ofAssertions(client), TYPES);
        if (claims.isEmpty()) {
            return "signature of assertion";
        }
        return isForUs(assertion, claims.get(), client, path) ? refusal(claims.get(), client) : "audience of assertion";
    }

    private @Nullable String refusal(JWTClaimsSet claims, RegisteredClient client) {
        var now = clock.instant();
        if (!client.getClientId().equals(claims.getIssuer())
                || !client.getClientId().equals(claims.getSubject())) {
            return "issuer or subject of assertion";
        }
        var expires = claims.getExpirationTime();
        if (expires == null || isOver(expires.toInstant(), now) || isFarOff(expires.toInstant(), now)) {
            return "life of assertion";
        }
        if (isEarly(claims.getNotBeforeTime(), now) || isEarly(claims.getIssueTime(), now)) {
            return "assertion of the future";
        }
        var id = claims.getJWTID();
        return id == null
                        || id.isEmpty()
                        || id.length() > LONGEST_ID
                        || !used.take(
                                client.getId(),
                                id,
                                Duration.between(now, expires.toInstant()).plus(SKEW))
                ? "assertion without id, or used before"
                : null;
    }

    /** FAPI 2.0 Security Profile, section 5.3.2.1: this issuer's name, as one string, and nothing else. */
    private boolean isForUs(String assertion, JWTClaimsSet claims, RegisteredClient client, String path) {
        if (ClientPolicy.isFapi(client)) {
            return issuer.issuer().equals(asWritten(assertion, "aud"));
        }
        var audience = claims.getAudience();
        return audience.contains(issuer.issuer())
                || audience.contains(issuer.issuer() + "/oauth2/token")
                || audience.contains(issuer.issuer() + path);
    }

    /** The library makes a list of each audience; whether it was one, only the text says. */
    private static @Nullable Object asWritten(String jwt, String claim) {
        try {
            return ReceivedJwt.parse(jwt).getPayload().toJSONObject().get(claim);
        } catch (ParseException _) {
            return null;
        }
    }

    private static boolean isOver(Instant expires, Instant now) {
        return !expires.plus(SKEW).isAfter(now);
    }

    private static boolean isFarOff(Instant expires, Instant now) {
        return expires.isAfter(now.plus(LONGEST).plus(SKEW));
    }

    private static boolean isEarly(java.util.@Nullable Date time, Instant now) {
        return time != null && time.toInstant().isAfter(now.plus(SKEW));
    }

    private Optional<JWTClaimsSet> signedWithSecret(String assertion, RegisteredClient client) {
        try {
            var jwt = ReceivedJwt.parse(assertion);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !ClientKeys.isOneOf(TYPES, jwt)) {
                return Optional.empty();
            }
            for (var secret : secrets.readable(client)) {
                if (jwt.verify(new MACVerifier(secret))) {
                    return Optional.of(jwt.getJWTClaimsSet());
                }
            }
        } catch (ParseException | JOSEException | IllegalArgumentException _) {
            // Not signed by anybody we know.
        }
        return Optional.empty();
    }
}
