package dev.gatehouse.resource.security;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * Whom this API believes, and under which name: Spring's own {@code spring.security.oauth2.resourceserver.jwt} settings,
 * of which a wrong one would otherwise show at the first call, or never.
 *
 * @param issuer its name in tokens ({@code issuer-uri}): HTTPS, or this machine (RFC 8414, section 2)
 * @param keys where its keys are published ({@code jwk-set-uri}); plain HTTP is taken too, for a network of one's own
 *     in which the issuer has another name, like that of containers
 * @param audience the name of this API in tokens (RFC 9728, section 1.2)
 * @param algorithms what tokens may be signed with
 */
record TrustedIssuer(String issuer, String keys, String audience, List<SignatureAlgorithm> algorithms) {

    private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

    static TrustedIssuer of(OAuth2ResourceServerProperties.Jwt settings) {
        UnfitSetting.unless(
                WebAddress.isSafe(settings.getIssuerUri()),
                PREFIX + "issuer-uri must be the issuer's https address (http only for localhost).");
        UnfitSetting.unless(
                WebAddress.isAbsolute(settings.getJwkSetUri()),
                PREFIX + "jwk-set-uri must be the http(s) address of the issuer's keys.");
        var audiences = settings.getAudiences();
        UnfitSetting.unless(
                audiences.size() == 1 && WebAddress.isSafe(audiences.getFirst()),
                PREFIX + "audiences must be one https address without a fragment (http only for localhost), the name"
                        + " of this API.");
        return new TrustedIssuer(
                Objects.requireNonNull(settings.getIssuerUri()),
                Objects.requireNonNull(settings.getJwkSetUri()),
                audiences.getFirst(),
                algorithms(settings.getJwsAlgorithms()));
    }

    private static List<SignatureAlgorithm> algorithms(List<String> names) {
        var algorithms = names.stream()
                .flatMap(name -> Stream.ofNullable(SignatureAlgorithm.from(name)))
                .toList();
        UnfitSetting.unless(
                !algorithms.isEmpty() && algorithms.size() == names.size(),
                PREFIX + "jws-algorithms must be one or several of RS256 to RS512, ES256 to ES512, PS256 to PS512.");
        return algorithms;
    }
}
