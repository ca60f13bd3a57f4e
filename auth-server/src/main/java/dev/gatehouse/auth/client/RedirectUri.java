package dev.gatehouse.auth.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an authorization response may go. A requested URI is one of the registered ones, character by character; only
 * the port of a loopback address may differ, since a native app takes whichever is free.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.1.3">RFC 9700, section 4.1.3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8252#section-7.3">RFC 8252, section 7.3</a>
 */
public final class RedirectUri {

    private static final Pattern LOOPBACK =
            Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]|localhost))(?::([0-9]{1,5}))?(/.*)?");

    /** Schemes that a browser or its system acts upon itself, so that no application of its own stands behind them. */
    private static final Set<String> DANGEROUS = Set.of(
            "javascript",
            "data",
            "file",
            "vbscript",
            "about",
            "blob",
            "filesystem",
            "view-source",
            "feed",
            "jar",
            "chrome",
            "chrome-extension",
            "edge",
            "resource",
            "moz-extension",
            "mailto",
            "tel",
            "sms",
            "callto",
            "ftp",
            "ftps",
            "ws",
            "wss",
            "intent",
            "android-app",
            "news",
            "urn",
            "cid",
            "mid",
            "ldap",
            "smb",
            "ssh",
            "telnet");

    private static final Pattern DOTS = Pattern.compile("(?i)/(\\.|%2e){1,2}(/|\\?|$)");
    private static final int HIGHEST_PORT = 65_535;

    private RedirectUri() {}

    /** Tells whether a requested URI is one of the registered ones. */
    public static boolean isRegistered(String requested, Set<String> registered) {
        return registered.contains(requested)
                || registered.stream().anyMatch(each -> differsInLoopbackPortOnly(requested, each));
    }

    private static boolean differsInLoopbackPortOnly(String requested, String registered) {
        var one = LOOPBACK.matcher(requested);
        var other = LOOPBACK.matcher(registered);
        return one.matches()
                && other.matches()
                && isPort(one.group(2))
                && one.group(1).equals(other.group(1))
                && pathOf(one.group(3)).equals(pathOf(other.group(3)));
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= HIGHEST_PORT;
    }

    private static String pathOf(@Nullable String path) {
        return path == null ? "" : path;
    }

    /** Tells whether an address does not lead where it seems to (RFC 3986, section 6.2.2.3). */
    public static boolean hasDotSegments(String uri) {
        return DOTS.matcher(uri).find();
    }

    public static boolean isLoopback(String uri) {
        return LOOPBACK.matcher(uri).matches();
    }

    /**
     * Tells whether a URI may be registered: absolute, ASCII (all else is percent-encoded in a URI), without fragment,
     * user info, wildcard or dot segments; HTTPS, or HTTP on a loopback address, or an application's own scheme (RFC
     * 8252, section 7.1).
     */
    public static boolean isRegistrable(String uri) {
        try {
            var parsed = new URI(uri);
            var scheme = parsed.getScheme() == null ? null : parsed.getScheme().toLowerCase(Locale.ROOT);
            return scheme != null
                    && !DANGEROUS.contains(scheme)
                    && scheme.equals(parsed.getScheme())
                    && !scheme.startsWith("ms-")
                    && !scheme.startsWith("search")
                    && parsed.getRawFragment() == null
                    && parsed.getRawUserInfo() == null
                    && !uri.contains("*")
                    && uri.chars().allMatch(each -> each > ' ' && each <= '~')
                    && !hasDotSegments(uri)
                    && parsed.getPort() != 0
                    && parsed.getPort() <= HIGHEST_PORT
                    && (!scheme.equals("http") || LOOPBACK.matcher(uri).matches())
                    && (!scheme.equals("https") || parsed.getHost() != null);
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
