package dev.gatehouse.resource.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
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
    private volatile @Nullable JWKSet lastFetched;

    PublishedKeys(URL address, TokenChecks checks) {
        long timeout = checks.keyFetchTimeout().toMillis();
        long fresh = checks.keysFreshFor().toMillis();
        this.source = JWKSourceBuilder.create(new Fetched(address, checks))
                .cache(fresh, timeout * 2)
                .refreshAheadCache(Math.min(REFRESH_AHEAD_MILLIS, fresh / 4), true)
                .rateLimited(checks.keyFetchInterval().toMillis())
                .outageTolerantForever()
                .build();
    }

    /** Keeps what was fetched last, whatever the caches above make of it. */
    private final class Fetched extends URLBasedJWKSetSource<SecurityContext> {

        Fetched(URL address, TokenChecks checks) {
            super(address, new IssuerDocuments(checks.keyFetchTimeout(), LARGEST_DOCUMENT));
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
                throws KeySourceException {
            var keys = super.getJWKSet(refresh, now, context);
            if (keys.isEmpty()) {
                // An issuer always has a key; one that seems to have none is out of order, like one that is away.
                throw new JWKSetUnavailableException("The issuer publishes no key");
            }
            lastFetched = keys;
            return keys;
        }
    }

    /**
     * Finds keys, among those that were fetched last where the issuer can't be asked: a good token goes on through any
     * outage, and a token of another key was not signed with any of them.
     *
     * @throws KeySourceException when no keys were ever had, so that nothing can be said about any token
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        try {
            return source.get(selector, context);
        } catch (KeySourceException unreachable) {
            var known = lastFetched;
            if (known == null) {
                throw unreachable;
            }
            return selector.select(known);
        }
    }
}
