package dev.gatehouse.auth.grant.request;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.token.Issuer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization requests that a client has signed. What is signed counts, and nothing that came beside it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9101#section-6">RFC 9101, section 6</a>
 */
@Component
class RequestObjects {

    private static final Duration SKEW = Duration.ofSeconds(60);

    /** RFC 9101, section 10.8: what was signed for something else is no request. */
    private static final Set<String> TYPES = Set.of("jwt", "oauth-authz-req+jwt");

    /** FAPI 2.0 Message Signing, section 5.3.1: no older, and no longer alive, than an hour. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ClientKeys keys;
    private final Issuer issuer;
    private final JsonMapper json;
    private final Clock clock;

    RequestObjects(ClientKeys keys, Issuer issuer, JsonMapper json, Clock clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Reads a request object.
     *
     * @throws OAuth2AuthenticationException {@code request_not_supported} where the client has no keys to sign with,
     *     {@code invalid_request_object}
     */
    RequestParameters read(String object, RegisteredClient client) {
        if (!ClientKeys.has(client)) {
            throw Refusals.of(
                    "request_not_supported", "Request objects must be signed, and this client has no keys registered.");
        }
        if (isUnsigned(object)) {
            throw Refusals.of("invalid_request_object", "The request object is not signed.");
        }
        var claims = keys.verified(object, client, ClientAlgorithms.ofRequests(client), TYPES)
                .orElseThrow(() -> Refusals.of(
                        "invalid_request_object", "The request object is not signed with a key of this client."));
        if (!isBy(client, claims) || !isForUs(claims, ClientPolicy.isFapi(client))) {
            throw Refusals.of(
                    "invalid_request_object", "The request object is from another client or for another server.");
        }
        if (!isCurrent(claims, ClientPolicy.isFapi(client))) {
            throw Refusals.of("invalid_request_object", "The request object has expired, or its times are missing.");
        }
        if (claims.getClaim("request") != null || claims.getClaim("request_uri") != null) {
            throw Refusals.of("invalid_request_object", "A request object must not contain another one.");
        }
        var parameters = RequestParameters.of(claims, json);
        if (!parameters.areText()) {
            throw Refusals.of("invalid_request_object", "The request object contains characters that are no text.");
        }
        if (parameters.isAmbiguous()) {
            throw Refusals.of("invalid_request_object", "A parameter of the request object has several values.");
        }
        return parameters.ofClient(client.getClientId());
    }

    private static boolean isUnsigned(String object) {
        try {
            return JWTParser.parse(object) instanceof PlainJWT;
        } catch (ParseException | RuntimeException _) {
            // As with those that are signed, some members are trusted more than they should be.
            return false;
        }
    }

    /**
     * The members that name the client may be left out (OpenID Connect Core, section 6.1), but not both. With the client
     * as its subject it would be an assertion (RFC 9101, section 10.8).
     */
    private static boolean isBy(RegisteredClient client, JWTClaimsSet claims) {
        if (client.getClientId().equals(claims.getSubject())) {
            return false;
        }
        var names = Stream.of(claims.getIssuer(), claims.getClaim("client_id"))
                .filter(Objects::nonNull)
                .toList();
        return !names.isEmpty() && names.stream().allMatch(client.getClientId()::equals);
    }

    private boolean isForUs(JWTClaimsSet claims, boolean required) {
        var audience = claims.getAudience();
        return audience.isEmpty() ? !required : audience.contains(issuer.issuer());
    }

    private boolean isCurrent(JWTClaimsSet claims, boolean timesRequired) {
        var now = clock.instant();
        var expires = claims.getExpirationTime();
        var begins = claims.getNotBeforeTime();
        var made = claims.getIssueTime();
        if (made != null && made.toInstant().isAfter(now.plus(SKEW))) {
            return false;
        }
        if (timesRequired && (expires == null || begins == null)) {
            return false;
        }
        if (expires != null
                && begins != null
                && Duration.between(begins.toInstant(), expires.toInstant()).compareTo(LONGEST.plus(SKEW)) > 0) {
            return false;
        }
        return (expires == null
                        || isWithin(
                                now.minus(SKEW),
                                expires.toInstant(),
                                now.plus(LONGEST).plus(SKEW)))
                && (begins == null || isWithin(now.minus(LONGEST).minus(SKEW), begins.toInstant(), now.plus(SKEW)));
    }

    private static boolean isWithin(Instant from, Instant time, Instant to) {
        return time.isAfter(from) && time.isBefore(to);
    }
}
