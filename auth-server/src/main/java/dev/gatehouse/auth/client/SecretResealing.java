package dev.gatehouse.auth.client;

import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Puts the secrets that must be readable under the encryption key of now. */
@Component
public class SecretResealing {

    private final JdbcClient jdbc;
    private final ClientSecrets secrets;

    SecretResealing(JdbcClient jdbc, ClientSecrets secrets) {
        this.jdbc = jdbc;
        this.secrets = secrets;
    }

    /**
     * Seals every such secret again. Each row is one statement, so it can be cut short and begun again; what no key of
     * ours opens stays as it is.
     *
     * @return how many rows were sealed again
     */
    public int reseal() {
        var stored = jdbc.sql("select id, encoded from client_secret")
                .query((row, _) -> Map.entry(row.getObject(1, UUID.class), row.getString(2)))
                .list();
        return stored.stream()
                .mapToInt(row -> reseal(row.getKey(), row.getValue()))
                .sum();
    }

    private int reseal(UUID id, String encoded) {
        return secrets.resealed(encoded)
                .map(anew -> jdbc.sql("update client_secret set encoded = ? where id = ? and encoded = ?")
                        .params(anew, id, encoded)
                        .update())
                .orElse(0);
    }
}
