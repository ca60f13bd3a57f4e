package dev.gatehouse.auth.grant.assertion;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Issuers whose word about a person counts here.
 *
 * @param trustedIssuers the issuers, each under a name of the operator's choice
 */
@ConfigurationProperties("gatehouse")
public record TrustedIssuers(@DefaultValue Map<String, TrustedIssuer> trustedIssuers) {

    /**
     * One issuer.
     *
     * @param issuer how it calls itself ({@code iss})
     * @param jwkSetUri where it publishes its keys
     * @param jwkSet its public keys, a JWK Set as JSON, instead
     * @param subject what its subjects are here: {@code username} or {@code id} of an account
     * @param clients which clients may bring its assertions
     */
    record TrustedIssuer(
            String issuer,
            @Nullable String jwkSetUri,
            @Nullable String jwkSet,
            @DefaultValue("USERNAME") Subject subject,
            @DefaultValue Set<String> clients) {

        TrustedIssuer {
            // Spring binds null where the setting is missing.
            if (issuer == null || issuer.isEmpty() || (jwkSet == null) == (jwkSetUri == null)) {
                throw new UnfitSetting(
                        "One of gatehouse.trusted-issuers does not say who it is, or where its keys are.",
                        "Give it an issuer, and either a jwk-set-uri or a jwk-set.");
            }
        }
    }

    /** What a subject of another issuer is here. */
    enum Subject {
        /** The user name of an account. */
        USERNAME,
        /** The id of an account. */
        ID
    }

    /** Tells whether there are any, without which nobody can trade an assertion (RFC 7523). */
    public boolean exist() {
        return !trustedIssuers.isEmpty();
    }

    Optional<TrustedIssuer> of(@Nullable String issuer, String clientId) {
        return trustedIssuers.values().stream()
                .filter(each -> each.issuer().equals(issuer) && each.clients().contains(clientId))
                .findFirst();
    }
}
