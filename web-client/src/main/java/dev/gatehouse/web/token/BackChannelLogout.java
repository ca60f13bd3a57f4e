package dev.gatehouse.web.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hears from the issuer that a session there has ended, and ends what came of it here, on whichever node. Spring keeps
 * such sessions in memory; here they are in the database, with the tokens.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation">OpenID Connect Back-Channel
 *     Logout, section 2.6</a>
 */
@RestController
class BackChannelLogout {

    private static final Logger LOG = LoggerFactory.getLogger(BackChannelLogout.class);
    private static final String TYPE = "logout+jwt";

    /** The second is that of issuers from before there was the first. */
    private static final List<JOSEObjectType> TYPES = List.of(new JOSEObjectType(TYPE), JOSEObjectType.JWT);

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final IssuerRegistration registration;
    private final IssuerKeys keys;
    private final TokenSetStore store;
    private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

    BackChannelLogout(IssuerRegistration registration, IssuerKeys keys, TokenSetStore store) {
        this.registration = registration;
        this.keys = keys;
        this.store = store;
    }

    @PostMapping(IssuerRegistration.BACK_CHANNEL_LOGOUT)
    ResponseEntity<Map<String, String>> end(@RequestParam(name = "logout_token", defaultValue = "") String value) {
        var issuer = registration.current();
        if (!isMeant(value, issuer)) {
            return refused();
        }
        try {
            var token = decoders.computeIfAbsent(issuer.getRegistrationId(), _ -> decoder(issuer))
                    .decode(value);
            if (isLogout(token)) {
                var ended = store.end(String.valueOf(token.getSubject()), token.getClaimAsString("sid"));
                LOG.info("The issuer has ended a session; {} here ended with it", ended);
                return ResponseEntity.ok().cacheControl(CacheControl.noStore()).build();
            }
        } catch (BadJwtException refused) {
            LOG.warn("A logout was refused: {}", refused.getMessage());
        } catch (JwtException failure) {
            LOG.warn("A logout could not be checked: {}", failure.getMessage());
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        return refused();
    }

    private static ResponseEntity<Map<String, String>> refused() {
        return ResponseEntity.badRequest()
                .cacheControl(CacheControl.noStore())
                .body(Map.of("error", "invalid_request", "error_description", "This is no logout token for us."));
    }

    /** What the token says of itself, before the issuer is asked for any key: not for each that somebody makes up. */
    private static boolean isMeant(String value, ClientRegistration issuer) {
        try {
            var token = SignedJWT.parse(value);
            var claims = token.getJWTClaimsSet();
            return TYPES.contains(token.getHeader().getType())
                    && String.valueOf(issuer.getProviderDetails().getIssuerUri())
                            .equals(claims.getIssuer())
                    && List.of(issuer.getClientId()).equals(claims.getAudience());
        } catch (ParseException | RuntimeException _) {
            // The library trusts some members more than it should.
            return false;
        }
    }

    private JwtDecoder decoder(ClientRegistration issuer) {
        var decoder = keys.decoder(issuer).build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTypeValidator(TYPE, JOSEObjectType.JWT.getType()), new JwtTimestampValidator()));
        return decoder;
    }

    /** An ID token is no logout token: it has no events, and a nonce where one was asked for. */
    private static boolean isLogout(Jwt token) {
        return token.getIssuedAt() != null
                && token.getExpiresAt() != null
                && token.getId() != null
                && !token.hasClaim("nonce")
                && (token.getSubject() != null || token.hasClaim("sid"))
                && token.getClaim("events") instanceof Map<?, ?> events
                && events.get(EVENT) instanceof Map<?, ?>;
    }
}
