package dev.gatehouse.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a newcomer or a tool must know to use the running system; also written to {@code local.json}.
 *
 * @param issuer the authorization server
 * @param resourceServer the notes API
 * @param webClient the web client
 * @param accounts people who can sign in
 * @param clients applications that can ask
 */
public record Facts(
        String issuer, String resourceServer, String webClient, List<Account> accounts, List<Client> clients) {

    /** Somebody who can sign in. */
    public record Account(String username, String password) {}

    /**
     * An application.
     *
     * @param clientSecret absent for a public client
     * @param redirectUri absent for a client that nobody signs in to
     * @param scope what it may ask for, with spaces between
     */
    public record Client(
            String clientId,
            @Nullable String clientSecret,
            @Nullable String redirectUri,
            String scope,
            List<String> grantTypes) {}

    /** Returns a client by its id. */
    public Client client(String clientId) {
        return clients.stream()
                .filter(client -> client.clientId().equals(clientId))
                .findFirst()
                .orElseThrow();
    }

    String summary() {
        var machine = client("demo-machine");
        var person = accounts.getFirst();
        return """

                Gatehouse runs.

                  Web client            %s     sign in as %s with the password %s
                  Authorization server  %s     %s/.well-known/openid-configuration
                  Resource server       %s     %s/openapi

                Machine client %s with the secret %s. Try:

                  TOKEN=$(curl -s -u %s:%s -d grant_type=client_credentials -d 'scope=notes.read notes.write' %s/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"title":"Hello","body":"from curl"}' %s/notes
                  curl -s -H "Authorization: Bearer $TOKEN" %s/notes
                """.formatted(
                        webClient,
                        person.username(),
                        person.password(),
                        issuer,
                        issuer,
                        resourceServer,
                        resourceServer,
                        machine.clientId(),
                        machine.clientSecret(),
                        machine.clientId(),
                        machine.clientSecret(),
                        issuer,
                        resourceServer,
                        resourceServer);
    }
}
