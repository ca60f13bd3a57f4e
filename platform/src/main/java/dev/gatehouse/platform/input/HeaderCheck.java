package dev.gatehouse.platform.input;

import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Spring Security's firewall, with its rule for header values, which it applies each time that anybody reads a header:
 * without control characters. Values in ASCII, which nearly all are, need no regular expression for it.
 */
@AutoConfiguration
class HeaderCheck {

    /** As in {@link StrictHttpFirewall}. */
    private static final Pattern ALLOWED = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");

    @Bean
    static HttpFirewall httpFirewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(HeaderCheck::isAllowed);
        return firewall;
    }

    static boolean isAllowed(String value) {
        for (int index = 0; index < value.length(); index++) {
            var character = value.charAt(index);
            if (character < ' ' || character > '~') {
                return ALLOWED.matcher(value).matches();
            }
        }
        return true;
    }
}
