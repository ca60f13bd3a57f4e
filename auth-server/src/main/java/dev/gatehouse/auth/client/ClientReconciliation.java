package dev.gatehouse.auth.client;

import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Before anybody is served, makes the database say of the declared clients what the configuration says. */
@Component
class ClientReconciliation implements SmartInitializingSingleton {

    private final DeclaredClients declared;
    private final ClientStore store;
    private final ClientSecrets secrets;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;

    ClientReconciliation(
            DeclaredClients declared,
            ClientStore store,
            ClientSecrets secrets,
            SigningKeys keys,
            OutgoingRequests outgoing,
            TransactionTemplate transaction,
            TokenLifetimes lifetimes,
            ApplicationEventPublisher events) {
        this.events = events;
        this.declared = declared;
        this.store = store;
        this.secrets = secrets;
        this.transaction = transaction;
        var rules = new DeclaredClientRules(keys, outgoing, lifetimes);
        declared.client().values().forEach(rules::check);
        var names = new HashSet<String>();
        for (var client : declared.client().values()) {
            if (!names.add(client.registration().clientId())) {
                throw new UnfitSetting(
                        "Two clients are called '" + client.registration().clientId() + "'.",
                        "Give each a client-id of its own under spring.security.oauth2.authorizationserver.client.");
            }
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(_ -> {
            var clients = List.copyOf(declared.client().values());
            clients.forEach(this::reconcile);
            store.disableDeclaredExcept(
                    clients.stream().map(each -> each.registration().clientId()).toList());
        });
    }

    private void reconcile(DeclaredClients.Declared client) {
        var registration = client.registration();
        var name = Objects.requireNonNullElse(registration.clientName(), registration.clientId());
        var metadata = ClientMetadata.of(client);
        var before = store.findStored(registration.clientId());
        var id = store.declare(registration.clientId(), name, metadata);
        // The operator vouches for its looks, and for nothing that would tie people together.
        before.filter(known -> !known.isOfSectorOf(metadata))
                .ifPresent(known -> events.publishEvent(new ClientChanged(known.id(), false, true)));
        var secret = registration.clientSecret();
        if (secret == null) {
            store.dropSecrets(id);
        } else if (!isStored(registration.clientId(), secret, metadata.signsWithSecret())) {
            store.addSecret(id, secrets.encode(secret, metadata.signsWithSecret()), registration.clientSecretOverlap());
        } else if (registration.clientSecretOverlap().isZero()) {
            store.dropAllSecretsButNewest(id);
        }
    }

    private boolean isStored(String clientId, String secret, boolean readable) {
        var stored = store.findByClientId(clientId).map(Client::secrets).orElse(List.of());
        return !stored.isEmpty()
                && ClientSecrets.isReadable(stored.getFirst()) == readable
                && secrets.isSame(secret, stored.getFirst());
    }
}
