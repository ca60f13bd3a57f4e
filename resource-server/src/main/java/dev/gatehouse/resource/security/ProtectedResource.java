package dev.gatehouse.resource.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer.ProtectedResourceMetadataConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.DPoPAuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * What this API says about itself, so that a client that knows only its address finds the issuer. Its name is the
 * configured audience, never the request's {@code Host}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728#section-2">RFC 9728, section 2</a>
 */
@Component
class ProtectedResource implements Customizer<ProtectedResourceMetadataConfigurer> {

    private final DPoPAuthenticationConverter converter = new DPoPAuthenticationConverter();
    private final String identifier;
    private final String issuer;

    ProtectedResource(TrustedIssuer settings) {
        this.identifier = settings.audience();
        this.issuer = settings.issuer();
    }

    @Override
    public void customize(ProtectedResourceMetadataConfigurer metadata) {
        metadata.protectedResourceMetadataCustomizer(builder -> builder.resource(identifier)
                .authorizationServer(issuer)
                .scopes(scopes -> scopes.addAll(List.of(Scopes.READ, Scopes.WRITE)))
                .resourceName("Gatehouse notes")
                .claims(claims -> {
                    claims.remove("tls_client_certificate_bound_access_tokens");
                    claims.put("dpop_signing_alg_values_supported", ProofRules.ALGORITHMS);
                }));
    }

    /**
     * Reads a token that is bound to a key, with its proof. The proof must be for this API under its own name: the
     * {@code Host} header is the sender's choice, and a proof that was made for somebody else must not fit.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>
     */
    @Nullable
    Authentication boundToken(HttpServletRequest request) {
        return read(request) instanceof DPoPAuthenticationToken token
                ? new DPoPAuthenticationToken(
                        token.getAccessToken(),
                        token.getDPoPProof(),
                        token.getMethod(),
                        origin() + request.getRequestURI())
                : null;
    }

    private @Nullable Authentication read(HttpServletRequest request) {
        try {
            return converter.convert(request);
        } catch (OAuth2AuthenticationException malformed) {
            if (!OAuth2ErrorCodes.INVALID_REQUEST.equals(malformed.getError().getErrorCode())
                    || Collections.list(request.getHeaders(ProofNonces.PROOF)).size() == 1) {
                throw malformed;
            }
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(
                            OAuth2ErrorCodes.INVALID_DPOP_PROOF, "One proof is wanted, in the DPoP header.", null),
                    malformed);
        } catch (IllegalArgumentException emptyProof) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_DPOP_PROOF, "The proof is empty.", null), emptyProof);
        }
    }

    private String origin() {
        var uri = URI.create(identifier);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The well-known part goes between host and path (RFC 9728, section 3.1). */
    String metadataAddress() {
        var uri = URI.create(identifier);
        var path = uri.getRawPath() == null || uri.getRawPath().equals("/") ? "" : uri.getRawPath();
        return origin() + "/.well-known/oauth-protected-resource" + path;
    }
}
