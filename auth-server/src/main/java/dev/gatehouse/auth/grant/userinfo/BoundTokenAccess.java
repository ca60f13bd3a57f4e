package dev.gatehouse.auth.grant.userinfo;

import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.token.IssuedTokens;
import dev.gatehouse.server.method.HeadAsGet;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets in whoever presents a token that is bound to a key, with a proof of holding that key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7">RFC 9449, section 7</a>
 */
@Component
public class BoundTokenAccess {

    private static final String SCHEME = "DPoP ";
    public static final String ALGORITHMS = String.join(" ", SigningAlgorithm.names());

    private final IssuedTokens tokens;
    private final KeyProofs proofs;
    private final RegisteredClientRepository clients;

    BoundTokenAccess(IssuedTokens tokens, KeyProofs proofs, RegisteredClientRepository clients) {
        this.tokens = tokens;
        this.proofs = proofs;
        this.clients = clients;
    }

    /** Puts the check into a chain. */
    public void addFilter(HttpSecurity http) {
        http.addFilterBefore(new Checking(), BearerTokenAuthenticationFilter.class);
    }

    static boolean cameWithProof(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) instanceof String authorization
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private final class Checking extends OncePerRequestFilter {

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !cameWithProof(request);
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(new JwtAuthenticationToken(checked(request), List.of()));
                SecurityContextHolder.setContext(context);
            } catch (OAuth2AuthenticationException failure) {
                refuse(response, failure.getError());
                return;
            }
            chain.doFilter(request, response);
        }
    }

    private Jwt checked(HttpServletRequest request) {
        var value = request.getHeader(HttpHeaders.AUTHORIZATION)
                .substring(SCHEME.length())
                .strip();
        var header = request.getHeader("DPoP");
        if (header == null) {
            throw Refusals.of("invalid_dpop_proof", "No proof came with the token.");
        }
        Jwt token;
        try {
            token = tokens.decode(value);
        } catch (JwtException _) {
            throw Refusals.of("invalid_token", "The token is not one of ours, has expired or was revoked.");
        }
        var client = clients.findByClientId(String.valueOf(token.getClaimAsString("client_id")));
        if (client == null) {
            throw Refusals.of("invalid_token", "The token's client is not registered any more.");
        }
        var proof = proofs.read(
                header,
                new KeyProofs.Occasion(
                        HeadAsGet.methodOf(request),
                        request.getServletPath(),
                        value,
                        ClientAlgorithms.ofProofs(client)));
        if (!(token.getClaim("cnf") instanceof Map<?, ?> confirmation)
                || !proof.confirmation().thumbprint().equals(confirmation.get("jkt"))) {
            throw Refusals.of("invalid_token", "The token is bound to another key, or to none.");
        }
        proofs.use(proof);
        return token;
    }

    private static void refuse(HttpServletResponse response, OAuth2Error error) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "DPoP error=\"%s\", error_description=\"%s\", algs=\"%s\""
                        .formatted(error.getErrorCode(), error.getDescription(), ALGORITHMS));
    }
}
