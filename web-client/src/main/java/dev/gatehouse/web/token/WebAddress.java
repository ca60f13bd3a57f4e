package dev.gatehouse.web.token;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which addresses a setting may hold: with another, each visitor would find out anew that nothing works. */
final class WebAddress {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private WebAddress() {}

    static void require(String setting, @Nullable String text) {
        if (!isAbsolute(text)) {
            throw new UnfitSetting(
                    setting + " is not an address.",
                    "Give the whole address, from https:// (or http://) and the host.");
        }
    }

    private static boolean isAbsolute(@Nullable String text) {
        try {
            var address = new URI(text == null ? "" : text);
            return address.getHost() != null && SCHEMES.contains(address.getScheme());
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
