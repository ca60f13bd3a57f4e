package dev.gatehouse.auth.token;

import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.TokenEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JoseHeaderNames;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes access tokens and ID tokens. An {@link OAuth2TokenCustomizer} bean of {@link JwtEncodingContext} may add claims
 * of its own; {@link ClaimsPolicy} has the last word.
 */
@Component
public class TokenGenerator {

    private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType(OidcParameterNames.ID_TOKEN);
    private static final Map<String, Object> OF_ID_TOKEN = Map.of(JoseHeaderNames.TYP, "JWT");
    private static final Map<String, Object> OF_ACCESS_TOKEN = Map.of(JoseHeaderNames.TYP, "at+jwt");

    private final TokenEncoder encoder;
    private final Issuer issuer;
    private final TokenAudience audience;
    private final Clock clock;
    private final Supplier<List<OAuth2TokenCustomizer<JwtEncodingContext>>> customizers;

    TokenGenerator(
            TokenEncoder encoder,
            Issuer issuer,
            TokenAudience audience,
            Clock clock,
            ObjectProvider<OAuth2TokenCustomizer<JwtEncodingContext>> customizers) {
        this.encoder = encoder;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
        this.customizers =
                SingletonSupplier.of(() -> customizers.orderedStream().toList());
    }

    /**
     * Makes an access token.
     *
     * @throws OAuth2AuthenticationException {@code invalid_request} if the one that it comes from has just expired
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2">RFC 9068, section 2</a>
     */
    public OAuth2AccessToken accessToken(TokenContent content) {
        var clientId = content.client().getClientId();
        var claims = claims(content, content.client().getTokenSettings().getAccessTokenTimeToLive());
        claims.put(JwtClaimNames.JTI, TokenId.next(content.grantId()));
        claims.put("client_id", clientId);
        claims.put(JwtClaimNames.AUD, audience.of(content.audience(), clientId));
        claims.put(TokenStatus.CLAIM, content.status().claim(issuer));
        if (!content.scopes().isEmpty()) {
            claims.put("scope", String.join(" ", content.scopes()));
        }
        if (content.derived() != null) {
            takeOver(content.derived(), claims);
        } else if (content.grantId() != null) {
            SignInClaims.of(content.subject()).addTo(claims);
        }
        var confirmation = content.confirmation();
        if (confirmation != null) {
            claims.put("cnf", confirmation.claim());
        }
        var value = sign(content, OAuth2TokenType.ACCESS_TOKEN, SigningAlgorithm.ES256, claims);
        return new OAuth2AccessToken(
                confirmation != null && confirmation.wantsProof()
                        ? OAuth2AccessToken.TokenType.DPOP
                        : OAuth2AccessToken.TokenType.BEARER,
                value,
                (Instant) claims.get(JwtClaimNames.IAT),
                (Instant) claims.get(JwtClaimNames.EXP),
                content.scopes());
    }

    private static void takeOver(TokenContent.Derived derived, Map<String, Object> claims) {
        claims.putAll(derived.claims());
        var latest = derived.expiresAt();
        if (latest != null && claims.get(JwtClaimNames.EXP) instanceof Instant own && own.isAfter(latest)) {
            if (!latest.isAfter((Instant) claims.get(JwtClaimNames.IAT))) {
                throw new OAuth2AuthenticationException(new OAuth2Error(
                        OAuth2ErrorCodes.INVALID_REQUEST, "The token that this one comes from has expired.", null));
            }
            claims.put(JwtClaimNames.EXP, latest);
        }
    }

    /**
     * Makes an ID token.
     *
     * @param accessToken the token that it is given with, and which it names by its hash (section 3.1.3.6)
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core, section 2</a>
     */
    public String idToken(TokenContent content, OAuth2AccessToken accessToken) {
        var clientId = content.client().getClientId();
        var algorithm = content.idToken().algorithm();
        var claims = claims(content, content.idToken().timeToLive());
        content.idToken().further().forEach(claims::putIfAbsent);
        claims.put(JwtClaimNames.AUD, List.of(clientId));
        claims.put("azp", clientId);
        claims.put("at_hash", algorithm.halfHash(accessToken.getTokenValue()));
        SignInClaims.of(content.subject()).addTo(claims);
        if (content.sessionId() != null) {
            claims.put("sid", content.sessionId());
        }
        if (content.nonce() != null) {
            claims.put("nonce", content.nonce());
        }
        return sign(content, ID_TOKEN, algorithm, claims);
    }

    /** In seconds, as tokens have them: what else is said of a token's times must not differ by a part of one. */
    private Map<String, Object> claims(TokenContent content, Duration timeToLive) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var claims = new LinkedHashMap<String, Object>();
        claims.put(JwtClaimNames.ISS, issuer.issuer());
        claims.put(JwtClaimNames.SUB, content.sub());
        claims.put(JwtClaimNames.IAT, now);
        claims.put(JwtClaimNames.EXP, now.plus(timeToLive));
        return claims;
    }

    private String sign(
            TokenContent content, OAuth2TokenType type, SigningAlgorithm algorithm, Map<String, Object> claims) {
        var header = type == ID_TOKEN ? OF_ID_TOKEN : OF_ACCESS_TOKEN;
        if (customizers.get().isEmpty()) {
            ClaimsPolicy.check(claims);
            return encoder.encode(algorithm, header, claims);
        }
        var context = customized(content, type, algorithm, header, claims);
        var wanted = context.getClaims().build();
        ClaimsPolicy.check(wanted.getClaims());
        return encoder.encode(JwtEncoderParameters.from(context.getJwsHeader().build(), wanted))
                .getTokenValue();
    }

    private JwtEncodingContext customized(
            TokenContent content,
            OAuth2TokenType type,
            SigningAlgorithm algorithm,
            Map<String, Object> header,
            Map<String, Object> claims) {
        var context = JwtEncodingContext.with(
                        JwsHeader.with(algorithm).headers(all -> all.putAll(header)),
                        JwtClaimsSet.builder().claims(all -> all.putAll(claims)))
                .registeredClient(content.client())
                .principal(content.subject())
                .authorizedScopes(content.scopes())
                .tokenType(type)
                .authorizationGrantType(content.grantType())
                .authorizationGrant(content.tokenRequest())
                .build();
        customizers.get().forEach(customizer -> customizer.customize(context));
        return context;
    }
}
