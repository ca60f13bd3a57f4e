package dev.gatehouse.auth.client.registration;

import java.io.Serial;

/**
 * A registration that can't be taken.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2">RFC 7591, section 3.2.2</a>
 */
class RefusedRegistration extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    RefusedRegistration(String code, String description) {
        super(description);
        this.code = code;
    }

    static RefusedRegistration metadata(String description) {
        return new RefusedRegistration("invalid_client_metadata", description);
    }

    static RefusedRegistration redirectUri(String description) {
        return new RefusedRegistration("invalid_redirect_uri", description);
    }

    String code() {
        return code;
    }
}
