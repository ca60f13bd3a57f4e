package dev.gatehouse.auth.token;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * What tokens say about how a person signed in.
 *
 * @param time when the person last proved something
 * @param methods what was proved, as RFC 8176 calls it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2.1">RFC 9068, section 2.2.1</a>
 */
public record SignInClaims(Optional<Instant> time, List<String> methods) {

    private static final Map<String, String> METHODS = Map.of(
            FactorGrantedAuthority.PASSWORD_AUTHORITY, "pwd",
            FactorGrantedAuthority.OTT_AUTHORITY, "otp",
            FactorGrantedAuthority.WEBAUTHN_AUTHORITY, "pop");

    static SignInClaims of(Authentication person) {
        var factors = person.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(FactorGrantedAuthority.class::cast)
                .toList();
        var methods = factors.stream()
                .map(factor -> METHODS.get(factor.getAuthority()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return new SignInClaims(
                factors.stream().map(FactorGrantedAuthority::getIssuedAt).max(Instant::compareTo), methods);
    }

    void addTo(Map<String, Object> claims) {
        time.ifPresent(each -> claims.put("auth_time", each.getEpochSecond()));
        if (time.isPresent()) {
            claims.put("acr", acr());
        }
        if (!methods.isEmpty()) {
            claims.put("amr", methods);
        }
    }

    private String acr() {
        return methods.size() > 1 ? "urn:gatehouse:acr:2" : "urn:gatehouse:acr:1";
    }

    /** Returns how strongly a person is signed in ({@code acr}). */
    public static String acr(Authentication person) {
        return of(person).acr();
    }
}
