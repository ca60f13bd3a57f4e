package dev.gatehouse.auth.token.status;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody takes answers in gzip.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3">RFC 9110, section 12.5.3</a>
 */
public final class GzipWish {

    private static final Pattern GZIP = Pattern.compile(
            "gzip\\s*(;\\s*q\\s*=\\s*(1(\\.0{0,3})?|0\\.\\d{0,2}[1-9]\\d?))?", Pattern.CASE_INSENSITIVE);

    private GzipWish() {}

    /**
     * Tells whether gzip is accepted.
     *
     * @param acceptEncoding the header, if there is one
     */
    public static boolean isIn(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && Arrays.stream(acceptEncoding.split(","))
                        .anyMatch(each -> GZIP.matcher(each.strip()).matches());
    }
}
