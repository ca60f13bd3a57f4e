package dev.gatehouse.auth.client;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Marks the moment from which on a client's earlier tokens count no more, for all nodes to see. */
@Repository
public class ClientTokens {

    private final JdbcClient jdbc;

    ClientTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Ends what the client was given until now.
     *
     * @param clientId the client's row, not its OAuth name
     * @return its OAuth name; empty if there is no such client
     */
    public Optional<String> end(UUID clientId) {
        return jdbc.sql("update client set tokens_ended_at = now() where id = ? returning client_id")
                .param(clientId)
                .query(String.class)
                .optional();
    }
}
