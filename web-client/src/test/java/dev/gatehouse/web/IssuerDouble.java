package dev.gatehouse.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Stands for the issuer: gives signed tokens for codes, and publishes its key. */
public final class IssuerDouble extends ServerDouble {

    private static final Pattern CODE = Pattern.compile("code=([^&]+)");

    private final ECKey key;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    private record Grant(String subject, String nonce) {}

    /** Starts, with a new key. */
    public IssuerDouble() {
        key = key("known");
        on("/jwks", json(200, new JWKSet(key.toPublicJWK()).toString()));
        on("/revoke", json(200, ""));
        answersRefreshes();
    }

    /** Answers the token endpoint, as an issuer that is well. */
    public void answersRefreshes() {
        on("/token", (exchange, request) -> {
            var code = CODE.matcher(request.body());
            var grant = code.find() ? grants.remove(code.group(1)) : null;
            var reply = grant == null ? json(400, "{\"error\": \"invalid_grant\"}") : json(200, tokens(grant));
            reply.to(exchange, request);
        });
    }

    /** Returns a code with which the person signs in, whose request had the nonce. */
    public String code(String subject, String nonce) {
        var code = UUID.randomUUID().toString();
        grants.put(code, new Grant(subject, nonce));
        on("/userinfo", json(200, "{\"sub\": \"" + subject + "\", \"name\": \"" + subject + "\"}"));
        return code;
    }

    private String tokens(Grant grant) throws IOException {
        var now = Instant.now();
        var id = new JWTClaimsSet.Builder()
                .issuer(address())
                .subject(grant.subject())
                .audience("web")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", grant.nonce())
                .build();
        var access = new JWTClaimsSet.Builder().subject(grant.subject()).build();
        return """
                {"access_token": "%s", "token_type": "Bearer", "expires_in": 300, "id_token": "%s",
                 "refresh_token": "refresh-%s", "refresh_token_expires_in": 600}""".formatted(signed(key, "at+jwt", access), signed(key, "JWT", id), UUID.randomUUID());
    }

    /** A logout token for the person, under a key that is published or only claims to be there. */
    public String logoutToken(String subject, String type, String kid, Map<String, Object> others) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(address())
                .subject(subject)
                .audience("web")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(120)))
                .jwtID(UUID.randomUUID().toString())
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
        others.forEach(claims::claim);
        return signed(kid.equals(key.getKeyID()) ? key : key(kid), type, claims.build());
    }

    private static ECKey key(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static String signed(ECKey key, String type, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(type))
                    .keyID(key.getKeyID())
                    .build();
            var token = new SignedJWT(header, claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
