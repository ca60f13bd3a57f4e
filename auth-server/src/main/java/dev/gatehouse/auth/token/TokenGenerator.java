package dev.gatehouse.auth.token;

import dev.gatehouse.auth.key.SigningAlgorithm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
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

    private final JwtEncoder encoder;
    private final Issuer issuer;
    private final TokenAudience audience;
    private final Clock clock;
    private final Supplier<List<OAuth2TokenCustomizer<JwtEncodingContext>>> customizers;

    TokenGenerator(
            JwtEncoder encoder,
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
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2">RFC 9068, section 2</a>
     */
    public OAuth2AccessToken accessToken(TokenContent content) {
        var clientId = content.client().getClientId();
        var claims = claims(content, content.client().getTokenSettings().getAccessTokenTimeToLive())
                .id(TokenId.next(content.grantId()))
                .claim("client_id", clientId)
                .audience(audience.of(content.audience(), clientId))
                .claim(TokenStatus.CLAIM, content.status().claim(issuer));
        if (!content.scopes().isEmpty()) {
            claims.claim("scope", String.join(" ", content.scopes()));
        }
        if (content.derived() != null) {
            takeOver(content.derived(), claims);
        } else if (content.grantId() != null) {
            claims.claims(SignInClaims.of(content.subject())::addTo);
        }
        var confirmation = content.confirmation();
        if (confirmation != null) {
            claims.claim("cnf", confirmation.claim());
        }
        var header = JwsHeader.with(SigningAlgorithm.ES256).type("at+jwt");
        var token = sign(content, OAuth2TokenType.ACCESS_TOKEN, header, claims);
        return new OAuth2AccessToken(
                confirmation != null && confirmation.wantsProof()
                        ? OAuth2AccessToken.TokenType.DPOP
                        : OAuth2AccessToken.TokenType.BEARER,
                token.getTokenValue(),
                token.getIssuedAt(),
                token.getExpiresAt(),
                content.scopes());
    }

    private static void takeOver(TokenContent.Derived derived, JwtClaimsSet.Builder claims) {
        claims.claims(all -> {
            all.putAll(derived.claims());
            var latest = derived.expiresAt();
            if (latest != null && all.get("exp") instanceof Instant own && own.isAfter(latest)) {
                all.put("exp", latest);
            }
        });
    }

    /**
     * Makes an ID token.
     *
     * @param accessToken the token that it is given with, and which it names by its hash (section 3.1.3.6)
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core, section 2</a>
     */
    public String idToken(TokenContent content, OAuth2AccessToken accessToken) {
        var clientId = content.client().getClientId();
        var claims = claims(content, content.idToken().timeToLive())
                .claims(all -> content.idToken().further().forEach(all::putIfAbsent))
                .audience(Collections.singletonList(clientId))
                .claim("azp", clientId)
                .claim("at_hash", content.idToken().algorithm().halfHash(accessToken.getTokenValue()))
                .claims(SignInClaims.of(content.subject())::addTo);
        if (content.sessionId() != null) {
            claims.claim("sid", content.sessionId());
        }
        if (content.nonce() != null) {
            claims.claim("nonce", content.nonce());
        }
        var header = JwsHeader.with(content.idToken().algorithm()).type("JWT");
        return sign(content, ID_TOKEN, header, claims).getTokenValue();
    }

    private JwtClaimsSet.Builder claims(TokenContent content, Duration timeToLive) {
        var now = clock.instant();
        return JwtClaimsSet.builder()
                .issuer(issuer.issuer())
                .subject(content.sub())
                .issuedAt(now)
                .expiresAt(now.plus(timeToLive));
    }

    private Jwt sign(
            TokenContent content, OAuth2TokenType type, JwsHeader.Builder header, JwtClaimsSet.Builder claims) {
        var context = JwtEncodingContext.with(header, claims)
                .registeredClient(content.client())
                .principal(content.subject())
                .authorizedScopes(content.scopes())
                .tokenType(type)
                .authorizationGrantType(content.grantType())
                .authorizationGrant(content.tokenRequest())
                .build();
        customizers.get().forEach(customizer -> customizer.customize(context));
        ClaimsPolicy.check(context);
        return encoder.encode(JwtEncoderParameters.from(
                context.getJwsHeader().build(), context.getClaims().build()));
    }
}
