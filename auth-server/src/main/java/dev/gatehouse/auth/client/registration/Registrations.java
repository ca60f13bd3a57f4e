package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.Client;
import dev.gatehouse.auth.client.ClientChanged;
import dev.gatehouse.auth.client.ClientMetadata;
import dev.gatehouse.auth.client.ClientRemoved;
import dev.gatehouse.auth.client.ClientSecrets;
import dev.gatehouse.auth.client.ClientStore;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Clients that have registered themselves. */
@Repository
class Registrations {

    /** Where a client finds its registration again, below the issuer's address. */
    static final String PATH = "/connect/register";

    private final JdbcClient jdbc;
    private final ClientStore store;
    private final ClientSecrets secrets;
    private final RegistrationSettings settings;
    private final Issuer issuer;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;

    Registrations(
            JdbcClient jdbc,
            ClientStore store,
            ClientSecrets secrets,
            RegistrationSettings settings,
            Issuer issuer,
            TransactionTemplate transaction,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.store = store;
        this.secrets = secrets;
        this.settings = settings;
        this.issuer = issuer;
        this.transaction = transaction;
        this.events = events;
    }

    /** Refuses one more client than there may be; of some that come at one moment each may be the last. */
    void requireRoom() {
        if (store.count("registration") >= settings.maxClients()) {
            throw new RefusedRegistration("temporarily_unavailable", "There are too many clients.");
        }
    }

    /** Registers a client and tells it its name, its secret and the token for managing itself. */
    Map<String, Object> add(RegistrationRequest.Accepted accepted) {
        var clientId = UUID.randomUUID().toString();
        var name = Objects.requireNonNullElse(accepted.name(), clientId);
        var secret = secret(accepted.metadata());
        var token = OpaqueToken.Kind.REGISTRATION_TOKEN.generate();
        return Objects.requireNonNull(transaction.execute(_ -> {
            var id = store.add(clientId, name, "registration", accepted.metadata());
            if (secret != null) {
                store.addSecret(id, secrets.encode(secret, accepted.metadata().signsWithSecret()), Duration.ZERO);
            }
            jdbc.sql("insert into registration_token (digest, client_id) values (?, ?)")
                    .params(token.digest(), id)
                    .update();
            return answer(store.findById(id).orElseThrow(), secret, token.value());
        }));
    }

    private static @Nullable String secret(ClientMetadata metadata) {
        return metadata.authenticationMethods().stream().anyMatch(each -> each.startsWith("client_secret"))
                ? OpaqueToken.Kind.CLIENT_SECRET.generate().value()
                : null;
    }

    /** Finds the client that a token is for; empty if it is not for this one. */
    Optional<Client> find(String clientId, String token) {
        return jdbc.sql("select client_id from registration_token where digest = ?")
                .param(OpaqueToken.digest(token))
                .query(UUID.class)
                .optional()
                .flatMap(store::findById)
                .filter(client -> client.clientId().equals(clientId));
    }

    /** Tells a client what is registered, and once more its token (RFC 7592, section 3). */
    Map<String, Object> answer(Client client, String token) {
        return answer(client, null, token);
    }

    private Map<String, Object> answer(Client client, @Nullable String secret, @Nullable String token) {
        return RegistrationAnswer.of(client, issuer.issuer() + PATH + "/" + client.clientId(), secret, token);
    }

    /**
     * Replaces what is registered; a client that needs a secret now, and had none or none that it could sign with, gets
     * one.
     *
     * @return empty if the client was removed meanwhile
     */
    Optional<Map<String, Object>> replace(Client client, RegistrationRequest.Accepted accepted, String token) {
        var fits = !client.secrets().isEmpty()
                && ClientSecrets.isReadable(client.secrets().getFirst())
                        == accepted.metadata().signsWithSecret();
        var secret = fits ? null : secret(accepted.metadata());
        return Objects.requireNonNull(transaction.execute(_ -> {
            var name = Objects.requireNonNullElse(accepted.name(), client.clientId());
            store.update(client.id(), name, accepted.metadata());
            events.publishEvent(ClientChanged.of(client, name, accepted.metadata()));
            if (secret != null) {
                store.addSecret(
                        client.id(), secrets.encode(secret, accepted.metadata().signsWithSecret()), Duration.ZERO);
            }
            return store.findById(client.id()).map(now -> answer(now, secret, token));
        }));
    }

    boolean holds(Client client, String secret) {
        return secrets.isOneOf(secret, client.secrets());
    }

    /**
     * Takes a client out of service, with all that it was granted. The token goes last: with it, whoever was told of a
     * failure ends what was left.
     *
     * @return whether the token is for this client
     */
    boolean remove(String clientId, String token) {
        var client = jdbc.sql("""
                        select c.id from registration_token t join client c on c.id = t.client_id
                        where t.digest = ? and c.client_id = ?""")
                .params(OpaqueToken.digest(token), clientId)
                .query(UUID.class)
                .optional();
        client.ifPresent(id -> {
            store.disable(id);
            events.publishEvent(new ClientRemoved(id));
            jdbc.sql("delete from registration_token where client_id = ?")
                    .param(id)
                    .update();
        });
        return client.isPresent();
    }
}
