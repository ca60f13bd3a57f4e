package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.token.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.DPoPAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads a token that is bound to a key, with its proof, which must be for this issuer under its own name: the
 * {@code Host} header is the sender's choice. No bean, since Spring would read bearer tokens with it too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>
 */
class BoundToken implements AuthenticationConverter {

    private final DPoPAuthenticationConverter converter = new DPoPAuthenticationConverter();
    private final Issuer issuer;

    BoundToken(Issuer issuer) {
        this.issuer = issuer;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        return converter.convert(request) instanceof DPoPAuthenticationToken token
                ? new DPoPAuthenticationToken(
                        token.getAccessToken(),
                        token.getDPoPProof(),
                        token.getMethod(),
                        issuer.issuer() + request.getRequestURI())
                : null;
    }
}
