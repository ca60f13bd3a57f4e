package dev.gatehouse.auth.client.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.client.ClientStore;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What happens to a client when what stands at its address changes (Client ID Metadata Documents). */
@AuthServerTest
class ClientDocumentsTests {

    private static final String NICE = "Nice";

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ClientStore store;

    @Autowired
    private DocumentSettings settings;

    @Autowired
    private RegistrationSettings limits;

    @Autowired
    private RegistrationRequest requests;

    @Autowired
    private OutgoingRequests outgoing;

    @Autowired
    private JsonMapper json;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private Clock clock;

    private HttpServer home;
    private String clientId;
    private volatile @Nullable String name = NICE;
    private volatile String type = "application/json;charset=utf-8";

    @BeforeEach
    void serve() throws IOException {
        home = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        clientId = "http://localhost:" + home.getAddress().getPort() + "/client.json";
        home.createContext("/", exchange -> {
            var body = """
                    {"client_id":"%s","client_name":"%s","redirect_uris":["https://%s.example.org/cb"],
                    "token_endpoint_auth_method":"none"}""".formatted(clientId, name, name).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(name == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        home.start();
        assertThat(look()).isTrue();
        jdbc.sql("""
                        insert into consent (client_id, account_id, scopes, updated_at)
                        select c.id, a.id, '{email}', now() from client c, account a
                        where c.client_id = ? and a.username = 'ada'""").param(clientId).update();
    }

    @AfterEach
    void stop() {
        home.stop(0);
        jdbc.sql("delete from client where client_id = ?").param(clientId).update();
    }

    @Test
    void whatWasAllowedIsKeptWhileTheDocumentIsAway() {
        name = null;
        assertThat(look()).isFalse();
        name = NICE;
        assertThat(look()).isTrue();

        assertThat(consents()).isOne();
    }

    /** The address may belong to somebody else by then. */
    @Test
    void whatWasAllowedIsNotAllowedToWhatComesAfterIt() {
        name = null;
        assertThat(look()).isFalse();
        name = "evil";
        assertThat(look()).isTrue();

        assertThat(consents()).isZero();
    }

    /** Who may upload texts to a host is no client for that. */
    @Test
    void aTextIsNoClient() {
        type = "text/plain";
        jdbc.sql("delete from client where client_id = ?").param(clientId).update();
        assertThat(look()).isFalse();
    }

    @Test
    void oneHostDoesNotUseUpTheReadingsOfOthers() {
        var node = new ClientDocuments(
                new DocumentSettings(true, Set.of(), 20, Duration.ofHours(1)),
                limits,
                requests,
                store,
                outgoing,
                json,
                events,
                transaction,
                clock);
        for (int more = 0; more < 30; more++) {
            node.look("http://127.0.0.1:1/client" + more);
        }
        jdbc.sql("update client set enabled = false where client_id = ?")
                .param(clientId)
                .update();

        assertThat(node.look(clientId)).isTrue();
    }

    /** On a node that has not looked yet, and so does at once. */
    private boolean look() {
        return new ClientDocuments(settings, limits, requests, store, outgoing, json, events, transaction, clock)
                .look(clientId);
    }

    private long consents() {
        return jdbc.sql("select count(*) from consent s join client c on c.id = s.client_id where c.client_id = ?")
                .param(clientId)
                .query(Long.class)
                .single();
    }
}
