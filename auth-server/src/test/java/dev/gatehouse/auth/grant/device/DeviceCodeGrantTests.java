package dev.gatehouse.auth.grant.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.SecondNode;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** RFC 8628. */
@AuthServerTest
@Import(SecondNode.class)
class DeviceCodeGrantTests {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Rows rows;

    @Autowired
    private SecondNode second;

    private ThirdPartyApp device;
    private ThirdPartyApp.Answer begun;

    @BeforeEach
    void begin() {
        jdbc.sql("delete from mistyped_user_code").update();
        device = parties.app("television", null, "openid notes.read");
        begun = device.post("device_authorization_endpoint", Map.of("scope", "openid notes.read"));
    }

    private ThirdPartyApp.Answer poll() {
        // As if the device had waited.
        jdbc.sql("update device_code set polled_at = polled_at - interval '1 hour'")
                .update();
        return ask(device);
    }

    private ThirdPartyApp.Answer ask(ThirdPartyApp who) {
        return who.token(Map.of("grant_type", GRANT, "device_code", begun.text("device_code")));
    }

    private HttpResponse<String> open(String address) {
        var page = browser.followToPage(browser.get(URI.create(address)));
        return page.uri().getPath().equals("/login")
                ? browser.followToPage(
                        browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD)))
                : page;
    }

    private HttpResponse<String> type(String code) {
        return browser.submit(open(begun.text("verification_uri")), Map.of("user_code", code));
    }

    @Test
    void deviceIsLetInByWhoTypesItsCode() {
        assertThat(begun.text("user_code")).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
        assertThat(begun.json().get("expires_in").asInt()).isEqualTo(600);
        assertThat(begun.json().get("interval").asInt()).isEqualTo(5);
        assertThat(poll().text("error")).isEqualTo("authorization_pending");

        var confirm = type(begun.text("user_code").toLowerCase().replace("-", " "));
        assertThat(confirm.body())
                .contains("The Television", begun.text("user_code"))
                .contains("You are signed in as Ada Lovelace.")
                .contains("href=\"?lang=de\"");
        assertThat(poll().text("error")).isEqualTo("authorization_pending");
        assertThat(browser.followToPage(browser.submit(confirm, Map.of("answer", "allow")))
                        .body())
                .contains("The device is in", "<title>The device is in · Gatehouse</title>");

        var tokens = poll();
        assertThat(tokens.status()).as(tokens.json().toString()).isEqualTo(200);
        assertThat(device.userInfo(tokens.text("access_token")).status()).isEqualTo(200);
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("aud").asString())
                .isEqualTo("television");
        assertThat(device.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
        assertThat(poll().text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void addressWithTheCodeLetsNobodyIn() {
        var page = open(begun.text("verification_uri_complete"));

        assertThat(page.body()).contains(begun.text("user_code"));
        assertThat(poll().text("error")).isEqualTo("authorization_pending");
        browser.get(URI.create(begun.text("verification_uri_complete") + "&answer=allow"));
        assertThat(poll().text("error")).isEqualTo("authorization_pending");
    }

    @Test
    void deviceIsRefusedByWhoSaysSo() {
        browser.submit(type(begun.text("user_code")), Map.of("answer", "refuse"));

        assertThat(poll().text("error")).isEqualTo("access_denied");
        assertThat(type(begun.text("user_code")).body()).contains("not known");
    }

    @Test
    void pageThatSaysSoIsShownToNobodyElse() {
        open(begun.text("verification_uri"));

        var page = browser.followToPage(browser.get(URI.create(parties.issuer() + "/activated?allowed")));
        assertThat(page.body()).doesNotContain("The device is in");
    }

    /** It was let in and has not asked since: that ends with all else that the person has granted. */
    @Test
    void approvedCodeEndsWithTheApplication() {
        browser.submit(type(begun.text("user_code")), Map.of("answer", "allow"));
        assertThat(poll().status()).isEqualTo(200);
        begun = device.post("device_authorization_endpoint", Map.of("scope", "openid"));
        browser.submit(type(begun.text("user_code")), Map.of("answer", "allow"));

        var applications = open(parties.issuer() + "/applications");
        assertThat(applications.body()).contains("The Television");
        jdbc.sql("select id from client where client_id = 'television'")
                .query(UUID.class)
                .list()
                .forEach(client -> browser.submit(applications, Map.of("client", client.toString())));

        assertThat(poll().status()).isEqualTo(400);
    }

    @Test
    void deviceThatAsksTooOftenIsSlowedDown() {
        assertThat(ask(device).text("error")).isEqualTo("authorization_pending");
        assertThat(ask(device).text("error")).isEqualTo("slow_down");
        jdbc.sql("update device_code set polled_at = polled_at - interval '7 seconds'")
                .update();
        assertThat(ask(device).text("error")).isEqualTo("slow_down");
        assertThat(poll().text("error")).isEqualTo("authorization_pending");
    }

    @Test
    void codeThatHasExpiredIsOfNoUse() {
        jdbc.sql("update device_code set expires_at = now() - interval '1 second'")
                .update();

        assertThat(poll().text("error")).isEqualTo("expired_token");
        assertThat(type(begun.text("user_code")).body()).contains("not known");
    }

    @Test
    void codeOfAnotherClientIsOfNoUse() {
        assertThat(device.token(Map.of("grant_type", GRANT, "device_code", "gh_dc_x"))
                        .text("error"))
                .isEqualTo("invalid_grant");
        assertThat(ask(parties.machine()).text("error")).isEqualTo("unauthorized_client");
        assertThat(parties.confidential()
                        .post("device_authorization_endpoint", Map.of())
                        .text("error"))
                .isEqualTo("unauthorized_client");
        assertThat(device.post("device_authorization_endpoint", Map.of("scope", "admin"))
                        .text("error"))
                .isEqualTo("invalid_scope");
        assertThat(parties.app("machine", "wrong", "")
                        .post("device_authorization_endpoint", Map.of())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whoTypesWrongCodesIsStopped() {
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(type("BBBB-BBB" + "BCDFGHJKLM".charAt(attempt)).body()).contains("not known");
        }
        assertThat(type(begun.text("user_code")).body()).contains("Too many wrong codes");
        assertThat(poll().text("error")).isEqualTo("authorization_pending");
    }

    @Test
    void codeIsRedeemedOnceOnTwoNodes() throws Exception {
        for (int round = 0; round < 5; round++) {
            begin();
            browser.submit(type(begun.text("user_code")), Map.of("answer", "allow"));
            jdbc.sql("update device_code set pause_seconds = 0").update();
            var there = device.through(second.base());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Integer>> asking = IntStream.range(0, 12)
                        .<Callable<Integer>>mapToObj(index ->
                                () -> ask(index % 2 == 0 ? device : there).status())
                        .toList();
                int redeemed = 0;
                for (var each : threads.invokeAll(asking)) {
                    redeemed += each.get() == 200 ? 1 : 0;
                }
                assertThat(redeemed).isEqualTo(1);
            }
        }
    }

    @Test
    void codesAreStoredSoThatNobodyCanUseThem() {
        assertThat(rows.count("device_code where digest = sha256('" + begun.text("device_code") + "'::bytea)"))
                .isOne();
        var letters = begun.text("user_code").replace("-", "");
        assertThat(rows.count("device_code where user_code = sha256('" + letters + "'::bytea)"))
                .isZero();
    }
}
