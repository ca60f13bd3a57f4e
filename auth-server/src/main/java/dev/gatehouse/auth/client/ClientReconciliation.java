package dev.gatehouse.auth.client;

import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** At start, makes the database say of the declared clients what the configuration says. */
@Component
class ClientReconciliation implements ApplicationRunner {

    private static final Set<String> WELL_KNOWN_SECRETS =
            Set.of("secret", "changeit", "changeme", "password", "client");

    private final DeclaredClients declared;
    private final ClientStore store;
    private final ClientSecrets secrets;
    private final SigningKeys keys;
    private final TransactionTemplate transaction;

    ClientReconciliation(
            DeclaredClients declared,
            ClientStore store,
            ClientSecrets secrets,
            SigningKeys keys,
            TransactionTemplate transaction) {
        this.declared = declared;
        this.store = store;
        this.secrets = secrets;
        this.keys = keys;
        this.transaction = transaction;
        declared.client().values().forEach(this::check);
    }

    @Override
    public void run(ApplicationArguments arguments) {
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
        var id = store.declare(registration.clientId(), name, ClientMetadata.of(client));
        var secret = registration.clientSecret();
        if (secret == null) {
            store.dropSecrets(id);
        } else if (!isStored(registration.clientId(), secret)) {
            store.addSecret(id, secrets.encode(secret), registration.clientSecretOverlap());
        } else if (registration.clientSecretOverlap().isZero()) {
            store.dropAllSecretsButNewest(id);
        }
    }

    private boolean isStored(String clientId, String secret) {
        var stored = store.findByClientId(clientId).map(Client::secrets).orElse(List.of());
        return !stored.isEmpty() && secrets.isSame(secret, stored.getFirst());
    }

    private void check(DeclaredClients.Declared client) {
        var registration = client.registration();
        var confidential = !registration.clientAuthenticationMethods().equals(Set.of("none"));
        var name = "The client '" + registration.clientId() + "' ";
        if (registration.clientAuthenticationMethods().isEmpty()) {
            refuse(name + "says not how it proves who it is.", "client-authentication-methods");
        }
        if (confidential == (registration.clientSecret() == null)) {
            refuse(name + (confidential ? "has no secret." : "is public and must not have a secret."), "client-secret");
        }
        if (registration.clientAuthenticationMethods().contains("none")
                && registration.authorizationGrantTypes().contains("client_credentials")) {
            refuse(name + "would get tokens without proving who it is.", "authorization-grant-types");
        }
        if (registration.clientSecret() != null
                && WELL_KNOWN_SECRETS.contains(registration.clientSecret().replaceFirst("^\\{noop}", ""))) {
            refuse(name + "has a secret that everybody knows.", "client-secret");
        }
        if (SigningAlgorithm.of(client.token().idTokenSignatureAlgorithm())
                .filter(keys.algorithms()::contains)
                .isEmpty()) {
            refuse(name + "wants ID tokens that this server can not sign.", "token.id-token-signature-algorithm");
        }
        registration.redirectUris().forEach(uri -> checkRedirectUri(name, uri));
        checkLifetimes(name, client.token());
    }

    private static void checkLifetimes(String name, DeclaredClients.Token token) {
        var all = Stream.of(
                token.authorizationCodeTimeToLive(),
                token.accessTokenTimeToLive(),
                token.refreshTokenTimeToLive(),
                token.grantTimeToLive());
        if (all.anyMatch(each -> each != null && !each.isPositive())) {
            refuse(name + "has a lifetime that is no longer than nothing.", "token");
        }
        var access = token.accessTokenTimeToLive();
        if (access != null && access.compareTo(TokenLifetimes.LONGEST_ACCESS_TOKEN) > 0) {
            refuse(name + "has access tokens that live longer than a day.", "token.access-token-time-to-live");
        }
    }

    private static void checkRedirectUri(String name, String uri) {
        if (!RedirectUri.isRegistrable(uri)) {
            refuse(name + "has the redirect URI '" + uri + "', which is not safe.", "redirect-uris");
        }
    }

    private static void refuse(String problem, String setting) {
        throw new UnfitSetting(
                problem,
                "Correct " + setting + " of the client under spring.security.oauth2.authorizationserver.client.");
    }
}
