package dev.gatehouse.local;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each program is told: made from the options and from secrets of this installation, none of them well-known. */
final class Settings {

    private static final String CALLBACK = "http://127.0.0.1:9999/callback";
    private static final String NOTES = "notes.read notes.write";
    private static final List<Facts.Account> ACCOUNTS =
            List.of(new Facts.Account("ada", "ada-lovelace"), new Facts.Account("grace", "grace-hopper"));
    private static final List<String> CODE = List.of("authorization_code", "refresh_token");

    private final Options options;
    private final DataFolder data;

    Settings(Options options, DataFolder data) {
        this.options = options;
        this.data = data;
    }

    Facts facts() {
        var scope = "openid profile email " + NOTES;
        return new Facts(
                issuer(),
                api(),
                web(),
                ACCOUNTS,
                List.of(
                        new Facts.Client(
                                "demo-machine", secret("demo-machine"), null, NOTES, List.of("client_credentials")),
                        new Facts.Client("demo-confidential", secret("demo-confidential"), CALLBACK, scope, CODE),
                        new Facts.Client("demo-public", null, CALLBACK, scope, CODE),
                        new Facts.Client("demo-consent", secret("demo-consent"), CALLBACK, scope, CODE)));
    }

    Map<String, String> authServer(String database) {
        var settings = common(database, options.authPort());
        settings.put("gatehouse.local", "true");
        settings.put("gatehouse.profile", "mcp");
        settings.put("gatehouse.registration.require-proof-key", "false");
        settings.put(
                "gatehouse.registration.grant-types",
                "authorization_code,refresh_token,urn:ietf:params:oauth:grant-type:device_code");
        settings.put(
                "gatehouse.registration.scopes",
                "openid,profile,email,address,phone,offline_access," + NOTES.replace(' ', ','));
        settings.put("gatehouse.encryption-key", key("auth-server-key"));
        settings.put("gatehouse.token.default-audience", api());
        settings.put("spring.security.oauth2.authorizationserver.issuer", issuer());
        for (int i = 0; i < ACCOUNTS.size(); i++) {
            var account = ACCOUNTS.get(i);
            var prefix = "gatehouse.initial-accounts[" + i + "].";
            settings.put(prefix + "username", account.username());
            settings.put(prefix + "password", account.password());
            settings.put(prefix + "name", i == 0 ? "Ada Lovelace" : "Grace Hopper");
            settings.put(prefix + "email", account.username() + "@example.org");
        }
        facts().clients()
                .forEach(client -> client(settings, client, client.clientId().equals("demo-consent")));
        webClient(settings);
        if (options.shortLived()) {
            settings.put("gatehouse.token.access-token-time-to-live", "10s");
            settings.put("gatehouse.token.id-token-time-to-live", "10s");
            settings.put("gatehouse.token.refresh-token-time-to-live", "60s");
            settings.put("gatehouse.token.grant-time-to-live", "120s");
        }
        return settings;
    }

    Map<String, String> resourceServer(String database) {
        var settings = common(database, options.resourcePort());
        settings.put("spring.security.oauth2.resourceserver.jwt.issuer-uri", issuer());
        settings.put("spring.security.oauth2.resourceserver.jwt.audiences", api());
        settings.put("gatehouse.resource.deletion-max-age", options.shortLived() ? "10s" : "10m");
        if (options.shortLived()) {
            settings.put("gatehouse.resource.clock-skew", "1s");
        }
        return settings;
    }

    Map<String, String> webClient(String database) {
        var settings = common(database, options.webPort());
        var registration = "spring.security.oauth2.client.registration.gatehouse.";
        settings.put("gatehouse.encryption-key", key("web-client-key"));
        settings.put("gatehouse.notes.uri", api());
        settings.put(registration + "client-id", "web-client");
        settings.put(registration + "client-secret", secret("web-client"));
        settings.put("spring.security.oauth2.client.provider.gatehouse.issuer-uri", issuer());
        return settings;
    }

    /** Writes settings as a file for Spring to read. */
    java.nio.file.Path write(String program, Map<String, String> settings) {
        var lines = settings.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
        return data.writePrivate(data.root().resolve("config").resolve(program + ".properties"), lines);
    }

    private Map<String, String> common(String database, int port) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", Integer.toString(port));
        settings.put("spring.datasource.url", database);
        settings.put("spring.datasource.username", "postgres");
        settings.put("spring.datasource.password", "");
        return settings;
    }

    private void client(Map<String, String> settings, Facts.Client client, boolean asks) {
        var prefix = "spring.security.oauth2.authorizationserver.client." + client.clientId() + ".";
        settings.put(prefix + "require-authorization-consent", Boolean.toString(asks));
        settings.put(prefix + "registration.client-id", client.clientId());
        settings.put(prefix + "registration.client-name", client.clientId());
        if (client.clientSecret() == null) {
            settings.put(prefix + "registration.client-authentication-methods", "none");
        } else {
            settings.put(
                    prefix + "registration.client-authentication-methods", "client_secret_basic,client_secret_post");
            settings.put(prefix + "registration.client-secret", "{noop}" + client.clientSecret());
        }
        settings.put(prefix + "registration.authorization-grant-types", String.join(",", client.grantTypes()));
        settings.put(prefix + "registration.scopes", client.scope().replace(' ', ','));
        if (client.redirectUri() != null) {
            settings.put(prefix + "registration.redirect-uris", client.redirectUri());
            settings.put(prefix + "registration.post-logout-redirect-uris", "http://127.0.0.1:9999/goodbye");
        }
    }

    private void webClient(Map<String, String> settings) {
        client(
                settings,
                new Facts.Client("web-client", secret("web-client"), null, "openid profile email " + NOTES, CODE),
                true);
        var prefix = "spring.security.oauth2.authorizationserver.client.web-client.registration.";
        var hosts = List.of(web(), web().replace("localhost", "127.0.0.1"));
        settings.put(prefix + "client-name", "Gatehouse Notes");
        settings.put(prefix + "redirect-uris", joined(hosts, "/login/oauth2/code/gatehouse"));
        settings.put(prefix + "post-logout-redirect-uris", joined(hosts, "/signed-out"));
        settings.put(
                "spring.security.oauth2.authorizationserver.client.web-client.openid.backchannel-logout-uri",
                web() + "/logout/connect/back-channel/gatehouse");
    }

    private static String joined(List<String> hosts, String path) {
        return hosts.stream().map(host -> host + path).collect(Collectors.joining(","));
    }

    private String issuer() {
        return "http://localhost:" + options.authPort();
    }

    private String api() {
        return "http://localhost:" + options.resourcePort();
    }

    private String web() {
        return "http://localhost:" + options.webPort();
    }

    private String secret(String client) {
        return "gh_cs_" + data.secret(client);
    }

    private String key(String name) {
        return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(data.secret(name)));
    }
}
