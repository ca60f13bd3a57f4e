package dev.gatehouse.auth.client;

import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a client a new secret while the one before still works, so that it can be replaced in every place where the
 * client runs without a moment of refusal.
 */
@Component
public class SecretRotation {

    private final ClientStore store;
    private final ClientSecrets secrets;
    private final TransactionTemplate transaction;

    SecretRotation(ClientStore store, ClientSecrets secrets, TransactionTemplate transaction) {
        this.store = store;
        this.secrets = secrets;
        this.transaction = transaction;
    }

    /**
     * Makes a new secret.
     *
     * @param clientId the client's row, not its OAuth name
     * @param overlap how long the newest secret of before still works; older ones end now
     * @return the secret, which can not be had again
     */
    public String rotate(UUID clientId, Duration overlap) {
        var secret = OpaqueToken.Kind.CLIENT_SECRET.generate().value();
        transaction.executeWithoutResult(
                _ -> store.addSecret(clientId, secrets.encode(secret, isReadable(clientId)), overlap));
        return secret;
    }

    private boolean isReadable(UUID clientId) {
        return store.findById(clientId).stream()
                .anyMatch(client -> client.metadata().signsWithSecret());
    }
}
