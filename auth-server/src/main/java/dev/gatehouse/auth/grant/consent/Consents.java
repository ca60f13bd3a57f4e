package dev.gatehouse.auth.grant.consent;

import dev.gatehouse.auth.client.ClientChanged;
import dev.gatehouse.auth.client.ClientPolicy;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Repository;

/** What each person has let each client do. */
@Repository
class Consents implements OAuth2AuthorizationConsentService {

    private final JdbcClient jdbc;
    private final RegisteredClientRepository clients;

    Consents(JdbcClient jdbc, RegisteredClientRepository clients) {
        this.jdbc = jdbc;
        this.clients = clients;
    }

    @Override
    public void save(OAuth2AuthorizationConsent consent) {
        jdbc.sql("""
                        insert into consent (client_id, account_id, scopes, updated_at) values (?, ?, ?, now())
                        on conflict (client_id, account_id)
                        do update set scopes = excluded.scopes, updated_at = excluded.updated_at""")
                .params(
                        UUID.fromString(consent.getRegisteredClientId()),
                        UUID.fromString(consent.getPrincipalName()),
                        consent.getScopes().toArray(String[]::new))
                .update();
    }

    @Override
    public void remove(OAuth2AuthorizationConsent consent) {
        jdbc.sql("delete from consent where client_id = ? and account_id = ?")
                .params(UUID.fromString(consent.getRegisteredClientId()), UUID.fromString(consent.getPrincipalName()))
                .update();
    }

    /** Nobody has allowed anything to what the client is now. */
    @EventListener
    void on(ClientChanged changed) {
        if (changed.looksDifferent()) {
            jdbc.sql("delete from consent where client_id = ?")
                    .param(changed.clientId())
                    .update();
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationConsent findById(String registeredClientId, String principalName) {
        var client = clients.findById(registeredClientId);
        if (client == null || ClientPolicy.needsNoConsent(client)) {
            return null;
        }
        return jdbc.sql("select scopes from consent where client_id = ? and account_id = ?")
                .params(UUID.fromString(registeredClientId), UUID.fromString(principalName))
                .query((row, _) -> consent(registeredClientId, principalName, (String[])
                        row.getArray("scopes").getArray()))
                .optional()
                .orElse(null);
    }

    private static OAuth2AuthorizationConsent consent(String client, String person, String[] scopes) {
        var consent = OAuth2AuthorizationConsent.withId(client, person);
        for (var scope : scopes) {
            consent.scope(scope);
        }
        return consent.build();
    }
}
