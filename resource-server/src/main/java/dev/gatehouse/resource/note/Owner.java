package dev.gatehouse.resource.note;

import java.util.Objects;
import org.springframework.security.oauth2.jwt.Jwt;

/** Whose notes a token gives access to. */
final class Owner {

    private Owner() {}

    /**
     * Returns the person a token is about, or the client that got it for itself. The two never mix, even if a client
     * chose somebody's subject as its id (RFC 9068, section 5).
     */
    static String of(Jwt token) {
        var subject = Objects.requireNonNull(token.getSubject());
        return subject.equals(token.getClaimAsString("client_id")) ? "client:" + subject : "person:" + subject;
    }
}
