package dev.gatehouse.auth.grant.request;

import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Pushed authorization requests in the database; of the address that a client gets only a digest is kept. */
@Repository
class PushedRequests {

    /** What the addresses begin with (RFC 9126, section 2.2). */
    static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PushedRequests(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Keeps a request and returns its address. */
    String add(UUID clientId, RequestParameters parameters, Duration timeToLive) {
        var value = OpaqueToken.Kind.REQUEST_URI.generate().value();
        jdbc.sql("""
                        insert into pushed_request (digest, client_id, parameters, expires_at)
                        values (?, ?, ?::jsonb, now() + ? * interval '1 second')""")
                .params(
                        OpaqueToken.digest(value),
                        clientId,
                        json.writeValueAsString(parameters),
                        timeToLive.toSeconds())
                .update();
        return PREFIX + value;
    }

    /**
     * Takes a request, once.
     *
     * @return empty when there is none for this client: it was taken, has expired or never was
     */
    Optional<RequestParameters> take(String requestUri, UUID clientId) {
        return jdbc.sql("""
                        delete from pushed_request where digest = ? and client_id = ? and expires_at > now()
                        returning parameters""")
                .params(OpaqueToken.digest(requestUri.substring(PREFIX.length())), clientId)
                .query((row, _) -> json.readValue(row.getString("parameters"), RequestParameters.class))
                .optional();
    }
}
