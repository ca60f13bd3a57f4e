package dev.gatehouse.resource.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which addresses a setting may hold. */
final class WebAddress {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private WebAddress() {}

    /** Tells whether a text is an absolute HTTP address without a fragment. */
    static boolean isAbsolute(@Nullable String text) {
        var uri = parse(text);
        return uri != null && (isScheme("https", uri) || isScheme("http", uri));
    }

    /** Tells whether it is one that nobody on the way can speak for: HTTPS, or this machine. */
    static boolean isSafe(@Nullable String text) {
        var uri = parse(text);
        return uri != null
                && (isScheme("https", uri)
                        || isScheme("http", uri)
                                && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)));
    }

    private static boolean isScheme(String scheme, URI uri) {
        return scheme.equalsIgnoreCase(uri.getScheme());
    }

    private static @Nullable URI parse(@Nullable String text) {
        try {
            var uri = new URI(text == null ? "" : text);
            return uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null ? null : uri;
        } catch (URISyntaxException _) {
            return null;
        }
    }
}
