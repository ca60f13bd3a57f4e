package dev.gatehouse.platform.page;

import java.util.List;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/**
 * The response headers of pages: nothing but our own style sheet and scripts runs, nobody frames us, no address of ours
 * travels in a {@code Referer}.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy Level 3</a>
 */
public final class PageHeaders implements Customizer<HeadersConfigurer<HttpSecurity>> {

    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final String policy;

    private PageHeaders(String policy) {
        this.policy = policy;
    }

    /**
     * Headers for pages whose forms may lead to any registered client. Chromium applies {@code form-action} to the
     * redirects after a form too, and after the sign-in form these go to redirect URIs that this page can't know.
     */
    public static PageHeaders withFormsToAnywhere() {
        return new PageHeaders(POLICY);
    }

    /** Headers for pages whose forms stay on this site or lead to one other. */
    public static PageHeaders withFormsTo(String origin) {
        return new PageHeaders(POLICY + "; form-action 'self' " + origin);
    }

    /** The headers that count most, where an endpoint of another kind may answer with a page of ours. */
    public static HeaderWriter ofPagesElsewhere() {
        return new StaticHeadersWriter(
                List.of(new Header("Content-Security-Policy", POLICY), new Header("Referrer-Policy", "no-referrer")));
    }

    @Override
    public void customize(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(csp -> csp.policyDirectives(policy))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions ->
                        permissions.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    }
}
