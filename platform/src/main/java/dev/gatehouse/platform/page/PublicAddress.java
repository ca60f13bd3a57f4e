package dev.gatehouse.platform.page;

import java.net.URI;

/**
 * Where people reach this program, for one that knows it: whatever a proxy says of a request, cookies of an HTTPS address
 * are {@code Secure}.
 *
 * @param address without a path
 */
public record PublicAddress(URI address) {

    /** Tells whether browsers come over HTTPS. */
    public boolean isSecure() {
        return "https".equals(address.getScheme());
    }
}
