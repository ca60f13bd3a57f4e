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

    /** Replaces what is registered; a client that needs a secret now, and had none or none that it could sign with, gets one. */
    Map<String, Object> replace(Client client, RegistrationRequest.Accepted accepted, String token) {
        var fits = !client.secrets().isEmpty()
                && ClientSecrets.isReadable(client.secrets().getFirst())
                        == accepted.metadata().signsWithSecret();
        var secret = fits ? null : secret(accepted.metadata());
        return Objects.requireNonNull(transaction.execute(_ -> {
            var name = Objects.requireNonNullElse(accepted.name(), client.clientId());
            store.update(client.id(), name, accepted.metadata());
            events.publishEvent(new ClientChanged(client.id(), !client.looksLike(name, accepted.metadata())));
            if (secret != null) {
                store.addSecret(
                        client.id(), secrets.encode(secret, accepted.metadata().signsWithSecret()), Duration.ZERO);
            }
            return answer(store.findById(client.id()).orElseThrow(), secret, token);
        }));
    }

    boolean holds(Client client, String secret) {
        return secrets.isOneOf(secret, client.secrets());
    }

    /** Takes a client out of service, with all that it was granted. */
    void remove(Client client) {
        transaction.executeWithoutResult(_ -> {
            store.disable(client.id());
            jdbc.sql("delete from registration_token where client_id = ?")
                    .param(client.id())
                    .update();
        });
        events.publishEvent(new ClientRemoved(client.id()));
    }
}
