package dev.gatehouse.web.signin;

import dev.gatehouse.web.token.StrongerSignInNeeded;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Carries what an API demands of the sign-in to the issuer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9470#section-4">RFC 9470, section 4</a>
 */
final class StepUp {

    /** What may be carried, and how it must look: the address that leads to the sign-in can be made by anybody. */
    private static final Map<String, Pattern> DEMANDS = Map.of(
            "max_age", Pattern.compile("\\d{1,9}"),
            "acr_values", Pattern.compile("[A-Za-z0-9:._/ -]{1,200}"),
            "prompt", Pattern.compile("consent"));

    private StepUp() {}

    /** Returns where a visitor begins a sign-in that an API will be content with. */
    static String address(StrongerSignInNeeded needed) {
        var address = UriComponentsBuilder.fromPath(BrowserSecurity.SIGN_IN);
        needed.demands().forEach(address::queryParam);
        return address.encode().toUriString();
    }

    /** Puts what an address demands into the request to the issuer. */
    static void demand(HttpServletRequest from, OAuth2AuthorizationRequest.Builder request) {
        DEMANDS.forEach((name, shape) -> {
            var value = from.getParameter(name);
            if (value != null && shape.matcher(value).matches()) {
                request.additionalParameters(parameters -> parameters.put(name, value));
            }
        });
    }
}
