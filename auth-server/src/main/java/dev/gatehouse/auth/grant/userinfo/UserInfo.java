package dev.gatehouse.auth.grant.userinfo;

import dev.gatehouse.auth.account.StandardClaims;
import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.authentication.ClientCertificates;
import dev.gatehouse.auth.client.authentication.PeerCertificate;
import dev.gatehouse.auth.grant.Grants;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.TokenId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OidcUserInfoEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a client what its access token lets it know about the person: as JSON, or signed if it was registered so.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#UserInfo">OpenID Connect Core, section 5.3</a>
 */
@Component
public class UserInfo implements Customizer<OidcUserInfoEndpointConfigurer>, AuthenticationProvider {

    private final StandardClaims people;
    private final Grants grants;
    private final RegisteredClientRepository clients;
    private final ClientCertificates certificates;
    private final JwtEncoder encoder;
    private final Issuer issuer;
    private final JsonMapper json;

    UserInfo(
            StandardClaims people,
            Grants grants,
            RegisteredClientRepository clients,
            ClientCertificates certificates,
            JwtEncoder encoder,
            Issuer issuer,
            JsonMapper json) {
        this.people = people;
        this.grants = grants;
        this.clients = clients;
        this.certificates = certificates;
        this.encoder = encoder;
        this.issuer = issuer;
        this.json = json;
    }

    @Override
    public void customize(OidcUserInfoEndpointConfigurer endpoint) {
        endpoint.authenticationProviders(providers -> {
                    providers.clear();
                    providers.add(this);
                })
                .userInfoResponseHandler(this::answer)
                .errorResponseHandler(this::refuse);
    }

    /** Says in the header what is wrong with the token (RFC 6750, section 3), and in the body for who reads that. */
    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure.getCause() instanceof NestedRuntimeException outage) {
            throw outage;
        }
        var code = failure instanceof OAuth2AuthenticationException refused
                ? refused.getError().getErrorCode()
                : OAuth2ErrorCodes.INVALID_TOKEN;
        var lacksScope = OAuth2ErrorCodes.INSUFFICIENT_SCOPE.equals(code);
        var description = lacksScope
                ? "The token is not for the scope openid."
                : "The token is not one of ours, has expired or was revoked.";
        response.setStatus(lacksScope ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "%s error=\"%s\", error_description=\"%s\"%s"
                        .formatted(
                                BoundTokenAccess.cameWithProof(request) ? "DPoP" : "Bearer",
                                code,
                                description,
                                lacksScope ? ", scope=\"openid\"" : ""));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Map.of("error", code, "error_description", description));
    }

    /** Spring's filter takes any other exception for a bad request, also when it is the database that failed. */
    @Override
    public Authentication authenticate(Authentication authentication) {
        try {
            return told(authentication);
        } catch (DataAccessException | TransactionException outage) {
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE), outage);
        }
    }

    private Authentication told(Authentication authentication) {
        if (!(authentication.getPrincipal() instanceof JwtAuthenticationToken bearer)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN);
        }
        var token = bearer.getToken();
        var client = clients.findByClientId(String.valueOf(token.getClaimAsString("client_id")));
        if (client == null || ClientPolicy.hasEnded(client, token.getIssuedAt()) || !isInRightHands(token)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN);
        }
        var scopes = scopes(token);
        if (!scopes.contains(OidcScopes.OPENID)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INSUFFICIENT_SCOPE);
        }
        var claims = new LinkedHashMap<String, Object>();
        claims.put("sub", Objects.requireNonNull(token.getSubject()));
        claims.putAll(known(token, client, scopes));
        return new OidcUserInfoAuthenticationToken(bearer, new OidcUserInfo(claims));
    }

    private Map<String, Object> known(Jwt token, RegisteredClient client, Set<String> scopes) {
        return TokenId.grantOf(Objects.requireNonNull(token.getId()))
                .flatMap(grants::find)
                .filter(grant -> grant.revokedAt() == null)
                .flatMap(grant -> {
                    var wanted = new HashSet<>(StandardClaims.ofScopes(scopes));
                    // What the person told one client, another that traded the token is not told.
                    if (grant.clientId().toString().equals(client.getId())) {
                        wanted.addAll(RequestedClaims.of(
                                        RequestedClaims.limited(grant.claims(), client.getScopes()::contains))
                                .ofUserInfo());
                    }
                    return people.of(grant.accountId(), wanted);
                })
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN));
    }

    private static Set<String> scopes(Jwt token) {
        var granted = token.getClaimAsString("scope");
        return granted == null ? Set.of() : Set.copyOf(List.of(granted.split(" ")));
    }

    /** A token that is bound to a key comes with a proof, which was checked before (RFC 9449, section 7.1). */
    private boolean isInRightHands(Jwt token) {
        if (!(token.getClaim("cnf") instanceof Map<?, ?> confirmation)) {
            return true;
        }
        var request = request();
        var certificate = request == null ? null : certificates.of(request);
        return request != null
                && (BoundTokenAccess.cameWithProof(request) && confirmation.containsKey("jkt")
                        || certificate != null
                                && PeerCertificate.thumbprint(certificate).equals(confirmation.get("x5t#S256")));
    }

    private static @Nullable HttpServletRequest request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest()
                : null;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        var answered = (OidcUserInfoAuthenticationToken) authentication;
        var claims = Objects.requireNonNull(answered.getUserInfo()).getClaims();
        var token = ((JwtAuthenticationToken) answered.getPrincipal()).getToken();
        var client = clients.findByClientId(String.valueOf(token.getClaimAsString("client_id")));
        var algorithm =
                client == null ? null : ClientAlgorithms.ofUserInfo(client).orElse(null);
        if (client == null || algorithm == null) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            json.writeValue(response.getOutputStream(), claims);
        } else {
            response.setContentType("application/jwt");
            response.getOutputStream().write(signed(claims, client, algorithm).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String signed(Map<String, Object> claims, RegisteredClient client, SigningAlgorithm algorithm) {
        var set = JwtClaimsSet.builder()
                .claims(all -> all.putAll(claims))
                .issuer(issuer.issuer())
                .audience(List.of(client.getClientId()))
                .build();
        return encoder.encode(
                        JwtEncoderParameters.from(JwsHeader.with(algorithm).build(), set))
                .getTokenValue();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OidcUserInfoAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
