package dev.gatehouse.resource.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.URL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's published keys, fetched ahead of need and kept through an outage of the issuer. A key that nobody knows
 * makes one bounded fetch in a while, whoever asks how often.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
class PublishedKeys implements JWKSource<SecurityContext> {

    private static final int LARGEST_DOCUMENT = 256 * 1024;
    private static final long REFRESH_AHEAD_MILLIS = 30_000;

    private final JWKSource<SecurityContext> source;
    private volatile boolean known;

    PublishedKeys(URL address, TokenChecks checks) {
        int timeout = Math.toIntExact(checks.keyFetchTimeout().toMillis());
        long fresh = checks.keysFreshFor().toMillis();
        this.source = JWKSourceBuilder.create(address, new DefaultResourceRetriever(timeout, timeout, LARGEST_DOCUMENT))
                .cache(fresh, timeout * 2L)
                .refreshAheadCache(Math.min(REFRESH_AHEAD_MILLIS, fresh / 4), true)
                .rateLimited(checks.keyFetchInterval().toMillis())
                .outageTolerantForever()
                .build();
    }

    /**
     * Finds keys.
     *
     * @return none where the issuer can't be asked but its keys are known: the token was not signed with any of them
     * @throws KeySourceException when no keys were ever had, so that nothing can be said about any token
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        try {
            var keys = source.get(selector, context);
            known = true;
            return keys;
        } catch (KeySourceException unreachable) {
            if (known) {
                return List.of();
            }
            throw unreachable;
        }
    }
}
